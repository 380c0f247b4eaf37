import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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

/** Groups of tests that need more than Node: `--without NAME` leaves them out. Each check answers what to install, or null. */
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
  },
  {
    name: 'kubernetes',
    tests: 'those that run on a real Kubernetes API server (*.kubernetes.int.test.ts, e2e/*.kubernetes.test.ts)',
    // only where the repository has one to build
    missing: (run = ask) => (!existsSync(join(root, 'deploy', 'kube-local')) || run('go', ['version']) !== null ? [] : ['Go, which builds the Kubernetes API server']),
  },
];
