import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request as httpsRequest } from 'node:https';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const script = join(import.meta.dirname, '../../../../deploy/kube-local/start.sh');
const READY_MS = 180_000;

/** The folder of the control plane's binaries; undefined while they are not built (`bash deploy/kube-local/start.sh build`). */
export const kubeBinaries = (): string | undefined => {
  const { status, stdout } = spawnSync('bash', [script, '--binaries'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
};

/** Builds them, which takes minutes and Go; its words go where ours go. False when it could not. */
export const buildKube = (): boolean => spawnSync('bash', [script, 'build'], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

export interface KubeObject {
  readonly metadata: { readonly uid: string; readonly name: string; readonly generation?: number; readonly resourceVersion: string };
  readonly [field: string]: unknown;
}

export interface RealCluster {
  readonly kubeconfig: string;
  /** Of its data: certificates, logs. */
  readonly folder: string;
  readonly port: number;
  kubectl(...args: string[]): Promise<string>;
  /** One request to the API, for edits by the thousand. Rejects when it is refused. */
  request(method: string, path: string, body?: unknown, type?: string): Promise<KubeObject>;
  stop(): Promise<void>;
}

/** What a control plane listens on, and one more, which is held here as long as it lives: who holds that has the others too. */
const PORTS = 7;
const FROM = 28_000;
const TO = 32_000;
const listening = async (port: number): Promise<Server | undefined> => {
  const server = createServer().listen(port, '127.0.0.1').unref();
  return once(server, 'listening').then(() => server, () => undefined);
};
const close = async (server: Server): Promise<void> => void (await once(server.close(), 'close'));

/** Ports in a row that are free now, and are given to no other cluster, of any process, until `claim` is closed; below those that outgoing connections take, above those of other tests. */
const freePortsInARow = async (): Promise<{ first: number; claim: Server }> => {
  for (let tries = 0; tries < 50; tries++) {
    const first = FROM + PORTS * Math.floor((Math.random() * (TO - FROM)) / PORTS);
    const claim = await listening(first + PORTS - 1);
    if (claim === undefined) continue;
    const others = await Promise.all(Array.from({ length: PORTS - 1 }, (_, n) => listening(first + n)));
    const free = others.filter((server) => server !== undefined);
    await Promise.all(free.map(close));
    if (free.length === others.length) return { first, claim };
    await close(claim);
  }
  throw new Error('no free ports in a row were found');
};

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export interface RealOptions {
  /** Administrators beside the first, by name. */
  readonly users?: readonly string[];
  /** Where its audit log is sent, as `POST`s of what was written. */
  readonly auditUrl?: string;
  /** etcd and the API server alone, where nothing has to roll out. */
  readonly only?: 'api';
}

/** Of writes who, what and when; sent after a second at most. */
const auditing = async (folder: string, url: string): Promise<string> => {
  const [policy, webhook] = [join(folder, 'audit-policy.yaml'), join(folder, 'audit-webhook.yaml')];
  await writeFile(policy, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages: ['RequestReceived'], rules: [{ level: 'None', resources: [{ group: '', resources: ['events'] }, { group: 'coordination.k8s.io', resources: ['leases'] }] }, { level: 'Metadata', verbs: ['create', 'update', 'patch', 'delete'] }] }));
  await writeFile(webhook, JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [{ name: 'culprit', cluster: { server: url } }], contexts: [{ name: 'culprit', context: { cluster: 'culprit', user: '' } }], 'current-context': 'culprit' }));
  return `--audit-policy-file=${policy} --audit-webhook-config-file=${webhook} --audit-webhook-batch-max-wait=1s --audit-webhook-initial-backoff=500ms`;
};

/** Starts etcd, the API server, controllers, scheduler and kwok on a folder of their own. */
export const startRealCluster = async (binaries: string, { users = [], auditUrl, only }: RealOptions = {}): Promise<RealCluster> => {
  const folder = await mkdtemp(join(tmpdir(), 'culprit-kube-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const { first: port, claim } = await freePortsInARow();
  const more = { ...(auditUrl === undefined ? {} : { APISERVER_ARGS: await auditing(folder, auditUrl) }), ...(only === undefined ? {} : { ONLY: only }) };
  const child = spawn('bash', [script, 'up', folder, String(port)], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, USERS: users.join(' '), ...more } });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => void (complaint += chunk.toString('utf8')));
  const stop = async (): Promise<void> => {
    if (!ended(child)) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    if (claim.listening) await close(claim);
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
  const agent = new Agent({ keepAlive: true, maxSockets: 4, ca: await readFile(join(folder, 'certs', 'apiserver.crt')) });
  const request: RealCluster['request'] = (method, path, body, type = 'application/json') =>
    new Promise((resolve, reject) => {
      const asked = httpsRequest({ agent, host: '127.0.0.1', port, method, path, headers: { authorization: 'Bearer admin-token', 'content-type': type } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if ((answer.statusCode ?? 0) >= 300) reject(new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`));
          else resolve(JSON.parse(text) as KubeObject);
        });
      });
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    kubeconfig,
    folder,
    port,
    kubectl: async (...args) => (await run(join(binaries, 'kubectl'), ['--kubeconfig', kubeconfig, ...args])).stdout,
    request,
    stop: async () => {
      agent.destroy();
      await stop();
    },
  };
};
