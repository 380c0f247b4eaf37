#!/usr/bin/env bash
# A real Kubernetes control plane on loopback, without Docker: etcd, kube-apiserver, kube-controller-manager, kube-scheduler,
# and kwok, which plays the nodes and pods.
#   start.sh build                builds the binaries once (up to 9 minutes on 2 cores) into ~/.cache/culprit/kube-VERSION, or KUBE_BINARIES
#   start.sh up DATA_DIR [PORT]   starts all in the foreground, on PORT to PORT+5; DATA_DIR/kubeconfig appears when the API is ready; SIGTERM stops all
#   start.sh --binaries           prints the folder of the binaries; fails while they are not built
# ONLY=api starts etcd and kube-apiserver alone. APISERVER_ARGS: more arguments for it. USERS: more administrators by name, whose tokens are NAME-token.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kwok_version=v0.8.0
version=$(sed -n 's|^\tk8s.io/kubernetes \(v[0-9.]*\).*|\1|p' "$here/go.mod")
cache=${KUBE_BINARIES:-${XDG_CACHE_HOME:-$HOME/.cache}/culprit/kube-$version}

built() {
  local b
  for b in etcd kube-apiserver kube-controller-manager kube-scheduler kubectl kwok stages.yaml; do [ -e "$cache/$b" ] || return 1; done
}

# each binary appears under its name only when it is whole: several builds may share the folder
put() {
  local name=$1
  shift
  [ -x "$cache/$name" ] && return
  echo "kube-local: building $name" >&2
  "${@:1:2}" -o "$cache/.$name.$$" "${@:3}"
  mv "$cache/.$name.$$" "$cache/$name"
}

build() {
  built && return
  command -v go >/dev/null || { echo "kube-local needs Go 1.26 or newer on PATH" >&2; exit 1; }
  mkdir -p "$cache"
  cd "$here"
  local flags b stages
  flags="-s -w -X k8s.io/component-base/version.gitVersion=$version -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=$(cut -d. -f2 <<<"$version")"
  put etcd go build -trimpath -ldflags "-s -w" go.etcd.io/etcd/server/v3
  for b in kube-apiserver kube-controller-manager kube-scheduler kubectl; do put "$b" go build -trimpath -ldflags "$flags" "k8s.io/kubernetes/cmd/$b"; done
  [ -x "$cache/kwok" ] || GOBIN="$cache" go install -trimpath -ldflags "-s -w" "sigs.k8s.io/kwok/cmd/kwok@$kwok_version"
  stages=$(go env GOMODCACHE)/sigs.k8s.io/kwok@$kwok_version/kustomize/stage
  for b in "$stages"/pod/fast/pod-*.yaml "$stages"/node/fast/node-*.yaml "$stages"/node/heartbeat-with-lease/node-*.yaml; do echo ---; cat "$b"; done >"$cache/.stages.$$"
  mv "$cache/.stages.$$" "$cache/stages.yaml"
}

# kube-apiserver drains open watches for up to a minute: two seconds are enough here, etcd holds the truth
stop() {
  local pids
  pids=$(jobs -p)
  kill $pids 2>/dev/null
  for _ in $(seq 10); do [ -z "$(jobs -pr)" ] && return; sleep 0.2; done
  kill -9 $pids 2>/dev/null
  wait
}

up() {
  local data=$1 port=${2:-16443}
  local etcd=$((port + 1)) peer=$((port + 2)) kcm=$((port + 3)) sched=$((port + 4)) kwok=$((port + 5))
  mkdir -p "$data"
  data=$(cd "$data" && pwd)
  rm -f "$data/kubeconfig"
  [ -f "$data/sa.key" ] || { openssl genrsa -out "$data/sa.key" 2048; openssl rsa -in "$data/sa.key" -pubout -out "$data/sa.pub"; } 2>/dev/null
  local user
  for user in admin ${USERS:-}; do echo "$user-token,$user,$user,\"system:masters\""; done >"$data/tokens.csv"
  cat >"$data/admin.kubeconfig" <<K
apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "https://127.0.0.1:$port", certificate-authority: "$data/certs/apiserver.crt"}}]
users: [{name: admin, user: {token: admin-token}}]
contexts: [{name: local, context: {cluster: local, user: admin}}]
current-context: local
K
  trap stop EXIT
  trap 'exit 0' TERM INT
  "$cache/etcd" --data-dir "$data/etcd" --listen-client-urls "http://127.0.0.1:$etcd" --advertise-client-urls "http://127.0.0.1:$etcd" \
    --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
    --initial-cluster "default=http://127.0.0.1:$peer" --log-level error --unsafe-no-fsync >"$data/etcd.log" 2>&1 &
  "$cache/kube-apiserver" --etcd-servers "http://127.0.0.1:$etcd" --bind-address 127.0.0.1 --secure-port "$port" --cert-dir "$data/certs" \
    --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$data/sa.pub" \
    --service-account-signing-key-file "$data/sa.key" --token-auth-file "$data/tokens.csv" --authorization-mode RBAC \
    --service-cluster-ip-range 10.96.0.0/16 --advertise-address 127.0.0.1 --endpoint-reconciler-type none ${APISERVER_ARGS:-} >"$data/apiserver.log" 2>&1 &
  local waited=0
  until [ -f "$data/certs/apiserver.crt" ] && "$cache/kubectl" --kubeconfig "$data/admin.kubeconfig" get --raw /readyz >/dev/null 2>&1; do
    if [ "$(jobs -pr | wc -l)" -lt 2 ] || [ $((waited += 1)) -gt 600 ]; then
      echo "kube-local: the API server on port $port did not become ready" >&2
      tail -n 2 "$data/etcd.log" "$data/apiserver.log" >&2
      exit 1
    fi
    sleep 0.2
  done
  if [ "${ONLY:-}" != api ]; then
    "$cache/kube-controller-manager" --kubeconfig "$data/admin.kubeconfig" --service-account-private-key-file "$data/sa.key" --leader-elect=false \
      --horizontal-pod-autoscaler-sync-period 2s --bind-address 127.0.0.1 --secure-port "$kcm" >"$data/controllers.log" 2>&1 &
    "$cache/kube-scheduler" --kubeconfig "$data/admin.kubeconfig" --leader-elect=false --bind-address 127.0.0.1 --secure-port "$sched" >"$data/scheduler.log" 2>&1 &
    "$cache/kwok" --kubeconfig "$data/admin.kubeconfig" --config "$cache/stages.yaml" --manage-all-nodes --cidr 10.0.0.1/24 --node-ip 127.0.0.1 \
      --node-lease-duration-seconds 40 --server-address "127.0.0.1:$kwok" >"$data/kwok.log" 2>&1 &
    "$cache/kubectl" --kubeconfig "$data/admin.kubeconfig" apply -f - >/dev/null <<N
apiVersion: v1
kind: Node
metadata: {name: node-1, labels: {kubernetes.io/hostname: node-1, type: kwok}}
status: {allocatable: {cpu: "640", memory: 2560Gi, pods: "5000"}, capacity: {cpu: "640", memory: 2560Gi, pods: "5000"}}
N
  fi
  cp "$data/admin.kubeconfig" "$data/kubeconfig"
  wait
}

case ${1:-} in
  build) build ;;
  --binaries) built && echo "$cache" ;;
  up) build; up "${2:?usage: start.sh up DATA_DIR [PORT]}" "${3:-}" ;;
  *) sed -n '2,6p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
