import { isIP } from 'node:net';
import type { Attributes } from '../otlp/batch.js';
import { isName } from './place.js';

/** What a caller says of whom it calls. */
export interface Peer {
  /** A service, or a thing outside: a host, `kafka:orders`. */
  readonly name: string;
  readonly kind: 'call' | 'database' | 'messaging' | 'external';
  readonly confidence: number;
}

/** How surely an edge is there that only one side tells of. */
export const trusted = { named: 0.8, inside: 0.7, outside: 0.9, database: 0.9, topic: 0.9 } as const;

const value = (attributes: Attributes, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const said = attributes.get(name)?.trim();
    if (said) return said;
  }
  return undefined;
};

const hostOfUrl = (url: string | undefined): string | undefined => (url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined);
const withoutPort = (host: string): string => host.replace(/^\[|\](:\d+)?$/g, '').replace(/^([^:]+):\d+$/, '$1');

/** The host that a call went to, by the conventions of now and of before. */
const hostOf = (attributes: Attributes): string | undefined => {
  const said = value(attributes, 'server.address', 'net.peer.name', 'http.host', 'peer.hostname', 'net.sock.peer.name', 'peer.address') ?? hostOfUrl(value(attributes, 'url.full', 'http.url'));
  return said === undefined ? undefined : withoutPort(said).toLowerCase().replace(/\.$/, '');
};

const HOST = /^(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;

/** A host as the service or the outside thing that it is; undefined where it is neither (an address, this machine, a socket). */
export const hostName = (host: string, namespace: string | undefined): { readonly name: string; readonly outside: boolean } | undefined => {
  if (isIP(host) !== 0 || !HOST.test(host) || host === 'localhost' || host.endsWith('.localhost')) return undefined;
  const parts = host.split('.');
  const [only] = parts;
  if (parts.length === 1) return { name: only ?? host, outside: false };
  const svc = parts.indexOf('svc');
  // service.namespace.svc, also with a pod before and the cluster's domain behind
  if (svc >= 2) return { name: parts[svc - 2] ?? host, outside: false };
  if (parts.includes('pod') && host.endsWith('.cluster.local')) return undefined;
  if (parts.length === 2 && parts[1] === namespace) return { name: only ?? host, outside: false };
  return { name: host, outside: true };
};

const isTrue = (said: string | undefined): boolean => said?.toLowerCase() === 'true';

/** The queue or topic that a message goes through: `kafka:orders`. One that lives as long as its consumer is nobody's. */
export const topicOf = (attributes: Attributes): Peer | undefined => {
  const name = value(attributes, 'messaging.destination.template', 'messaging.destination.name', 'messaging.destination');
  const passing = ['messaging.destination.temporary', 'messaging.destination.anonymous'].some((each) => isTrue(attributes.get(each)));
  if (!isName(name) || passing) return undefined;
  return { name: `${value(attributes, 'messaging.system') ?? 'messaging'}:${name}`, kind: 'messaging', confidence: trusted.topic };
};

/** A database is the host it is at; without one, its system and name. The system alone would make one of all databases of the house. */
export const databaseOf = (attributes: Attributes, namespace: string | undefined): Peer | undefined => {
  const system = value(attributes, 'db.system.name', 'db.system');
  if (system === undefined) return undefined;
  const peer = value(attributes, 'peer.service');
  const host = hostOf(attributes);
  const at = host === undefined ? undefined : hostName(host, namespace)?.name;
  const database = value(attributes, 'db.namespace', 'db.name');
  const name = isName(peer) ? peer : at ?? (isName(database) ? `${system}:${database}` : undefined);
  return name === undefined ? undefined : { name, kind: 'database', confidence: trusted.database };
};

/** Whom a client called, when nobody there tells of it. */
export const peerOf = (attributes: Attributes, namespace: string | undefined): Peer | undefined => {
  const peer = value(attributes, 'peer.service');
  if (isName(peer)) return { name: peer, kind: 'call', confidence: trusted.named };
  const host = hostOf(attributes);
  const found = host === undefined ? undefined : hostName(host, namespace);
  if (found === undefined || !isName(found.name)) return undefined;
  return found.outside ? { name: found.name, kind: 'external', confidence: trusted.outside } : { name: found.name, kind: 'call', confidence: trusted.inside };
};
