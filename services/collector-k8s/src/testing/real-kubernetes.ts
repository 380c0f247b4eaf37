import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const script = join(import.meta.dirname, '../../../../deploy/kube-local/start.sh');
const READY_MS = 90_000;

/** The folder of the control plane's binaries; undefined while they are not built (`bash deploy/kube-local/start.sh build`). */
export const kubeBinaries = (): string | undefined => {
  const { status, stdout } = spawnSync('bash', [script, '--binaries'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
};

export interface RealCluster {
  readonly kubeconfig: string;
  kubectl(...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Six ports in a row, of which the first is free now. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
};

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Starts etcd, the API server, controllers, scheduler and kwok on a folder of their own. */
export const startRealCluster = async (binaries: string): Promise<RealCluster> => {
  const folder = await mkdtemp(join(tmpdir(), 'culprit-kube-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const child = spawn('bash', [script, 'up', folder, String(await freePort())], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => void (complaint += chunk.toString('utf8')));
  const stop = async (): Promise<void> => {
    if (!ended(child)) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  const exists = (): Promise<boolean> => access(kubeconfig).then(() => true, () => false);
  const late = Date.now() + READY_MS;
  while (!(await exists())) {
    if (ended(child) || Date.now() > late) {
      const apiserver = await readFile(join(folder, 'apiserver.log'), 'utf8').catch(() => '');
      await stop();
      throw new Error(`the control plane did not start: ${complaint}${apiserver.slice(-1000)}`);
    }
    await sleep(100);
  }
  const run = promisify(execFile);
  return {
    kubeconfig,
    kubectl: async (...args) => (await run(join(binaries, 'kubectl'), ['--kubeconfig', kubeconfig, ...args])).stdout,
    stop,
  };
};
