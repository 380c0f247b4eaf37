import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ApiFailure } from '../api/api.js';
import type { Access, OpenAccess } from '../api/access.js';
import type { Lease } from './lease.js';

/** The one thing of a cluster that we ever write: our own Lease. */
export interface LeaseApi {
  /** Undefined while there is none. */
  get(): Promise<Lease | undefined>;
  /** Rejects with ApiFailure 409 when somebody was there first. */
  put(lease: Lease): Promise<Lease>;
}

/** Less than what a holder has left after one that failed. */
const ANSWER_MS = 3_000;
const MOST_BYTES = 64 * 1024;

const ask = async (access: Access, method: string, path: string, body?: Lease): Promise<{ status: number; text: string }> => {
  const url = new URL(`${access.server}${path}`);
  const options = await access.options();
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, {
      ...options, method, signal: AbortSignal.timeout(ANSWER_MS),
      headers: { accept: 'application/json', 'user-agent': 'culprit', ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }), ...options.headers },
    }, (answer) => {
      let said = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => void (said = (said + part).slice(0, MOST_BYTES)));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: said }));
      answer.on('error', reject);
    });
    request.on('error', (cause) => reject(new Error(`${method} ${url.origin}${path}: ${cause.message}`, { cause })));
    request.end(text);
  });
};

/** The credentials are read afresh after a 401. */
export const leaseApi = (open: OpenAccess, namespace: string, name: string): LeaseApi => {
  const all = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
  let access: Access | undefined;
  const call = async (method: string, path: string, body?: Lease): Promise<Lease | undefined> => {
    access ??= await open();
    if (access === undefined) throw new Error('no cluster is configured');
    const { status, text } = await ask(access, method, path, body);
    if (status === 401) access = undefined;
    if (status === 404 && method === 'GET') return undefined;
    if (status === 403) throw new ApiFailure(403, `the Lease ${namespace}/${name} needs the verbs get, create and update on leases.coordination.k8s.io`);
    if (status >= 300) throw new ApiFailure(status, `${method} of the Lease ${namespace}/${name}`);
    return JSON.parse(text) as Lease;
  };
  return {
    get: () => call('GET', `${all}/${name}`),
    put: async (lease) => {
      const isNew = lease.metadata.resourceVersion === undefined;
      const whole = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...lease, metadata: { ...lease.metadata, name, namespace } };
      return (await call(isNew ? 'POST' : 'PUT', isNew ? all : `${all}/${name}`, whole)) ?? whole;
    },
  };
};
