#!/usr/bin/env bash
# One Apache Kafka node (KRaft, broker and controller) on loopback, without Docker.
#   start.sh DATA_DIR [PORT]     runs in the foreground; SIGTERM stops it cleanly, SIGKILL is survived
#   start.sh --jars              resolves the jars and prints their folder
# See README.md for the variables. Ports: PORT (9092) for clients, KAFKA_CONTROLLER_PORT (PORT + 1) for the controller.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=$(sed -n 's:.*<kafka.version>\(.*\)</kafka.version>.*:\1:p' "$here/pom.xml")
cache=${KAFKA_JARS:-${XDG_CACHE_HOME:-$HOME/.cache}/culprit/kafka-$version}
complete="$cache/complete-$(cksum < "$here/pom.xml" | cut -d' ' -f1)"
command -v java >/dev/null || { echo "kafka-local needs Java 17 or newer on PATH" >&2; exit 1; }
if [ ! -f "$complete" ]; then
  command -v mvn >/dev/null || { echo "kafka-local needs Maven on PATH to resolve Apache Kafka once" >&2; exit 1; }
  mkdir -p "$cache"
  (
    flock 9 # several tests may start at once on a fresh machine
    [ -f "$complete" ] || {
      mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$cache" -DincludeScope=runtime >&2
      touch "$complete"
    }
  ) 9>"$cache/.lock"
fi
[ "${1:-}" != --jars ] || { echo "$cache"; exit; }
data=${1:?usage: start.sh DATA_DIR [PORT]}
port=${2:-9092}
controller=${KAFKA_CONTROLLER_PORT:-$((port + 1))}
protocol=${KAFKA_PROTOCOL:-PLAINTEXT}
mkdir -p "$data"
data=$(cd "$data" && pwd)
cat > "$data/server.properties" <<P
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=CLIENT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=CLIENT://127.0.0.1:$port
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENT
listener.security.protocol.map=CLIENT:$protocol,CONTROLLER:PLAINTEXT
log.dirs=$data/log
auto.create.topics.enable=false
num.partitions=6
offsets.topic.num.partitions=8
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
message.max.bytes=4194304
${KAFKA_PROPERTIES:-}
P
# KAFKA_JVM_OPTS= (empty) for benchmarks: the default trades peak speed for a quick start
java=(java ${KAFKA_JVM_OPTS--Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1}
      -Dorg.slf4j.simpleLogger.defaultLogLevel="${KAFKA_LOG_LEVEL:-warn}" -cp "$cache/*")
[ -f "$data/log/meta.properties" ] ||
  "${java[@]}" kafka.tools.StorageTool format -c "$data/server.properties" \
    "--cluster-id=$(head -c16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')" >/dev/null # with =, for one that begins with -
exec "${java[@]}" kafka.Kafka "$data/server.properties"
