import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a command prints, or null where there is no such command. */
export const ask = (command, args) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return error || status !== 0 ? null : `${stdout}${stderr}`;
};

/** The number that `java -version` starts with; 8 and older call themselves 1.8. */
export const javaMajor = (text) => {
  const found = /version "(\d+)(?:\.(\d+))?/.exec(text ?? '');
  if (!found) return 0;
  return Number(found[1]) === 1 ? Number(found[2]) : Number(found[1]);
};

/** Of `go version go1.26.8 linux/amd64` the 1 and the 26. */
export const goVersion = (text) => (/go(\d+)\.(\d+)/.exec(text ?? '') ?? []).slice(1).map(Number);

/** Groups of tests that need more than Node: `--without NAME` leaves them out. `missing` answers what to install; `prepare` is part of the set-up. */
export const groups = [
  {
    name: 'kafka',
    tests: 'those that run on a real Apache Kafka (*.kafka.int.test.ts, e2e/*.kafka.test.ts)',
    missing: (run = ask) => {
      const java = run('java', ['-version']);
      return [
        java === null ? 'Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless)' : javaMajor(java) < 17 ? `Java 17 or newer: found ${javaMajor(java)}` : null,
        run('mvn', ['--version']) === null ? 'Maven, which fetches Apache Kafka (Debian: apt-get install maven)' : null,
      ].filter((line) => line !== null);
    },
    // once a machine, over a network that may be slow: no test waits for it
    prepare: ['bash', join('deploy', 'kafka-local', 'start.sh'), '--jars'],
  },
  {
    name: 'kubernetes',
    tests: 'those that run on a real Kubernetes API server (*.kubernetes.int.test.ts, e2e/*.kubernetes.test.ts)',
    // in its folder, where a Go that fetches toolchains says which one it takes
    missing: (run = ask) => {
      const version = run('go', ['-C', join(root, 'deploy', 'kube-local'), 'version']) ?? run('go', ['version']);
      if (version === null) return ['Go 1.26 or newer (https://go.dev/dl), which builds the Kubernetes API server'];
      const [major = 0, minor = 0] = goVersion(version);
      return major > 1 || minor >= 26 ? [] : [`Go 1.26 or newer, which builds the Kubernetes API server: found ${major}.${minor}`];
    },
    // up to 9 minutes once a machine: the binaries stay in the user's cache
    prepare: ['bash', join('deploy', 'kube-local', 'start.sh'), 'build'],
  },
];
