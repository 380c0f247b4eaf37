import { AuditEvent, type Write } from './schema.js';

const VERBS: Readonly<Record<string, Write['verb']>> = { create: 'create', update: 'update', patch: 'update', delete: 'delete' };
/** What somebody else's rollout writes a thousand times an hour, and never a change. */
const NOISE = new Set(['events', 'leases', 'endpoints', 'endpointslices', 'tokenreviews', 'subjectaccessreviews', 'selfsubjectaccessreviews', 'selfsubjectreviews', 'replicasets', 'controllerrevisions', 'pods']);
/** Written into the spec; of a status, a binding or an eviction nothing is told. */
const SUBRESOURCES = new Set(['', 'scale']);
const SERVICE_ACCOUNT = 'system:serviceaccount:';
const NAME_MAX = 512;

/** `ci/deployer` of a ServiceAccount, the name of a person, undefined for a part of Kubernetes itself: field managers tell those. */
const nameOf = (username: string): { readonly name: string; readonly person: boolean } | undefined => {
  if (username === '' || username.startsWith(`${SERVICE_ACCOUNT}kube-system:`)) return undefined;
  if (username.startsWith(SERVICE_ACCOUNT)) return { name: username.slice(SERVICE_ACCOUNT.length).replace(':', '/').slice(0, NAME_MAX), person: false };
  return username.startsWith('system:') ? undefined : { name: username.slice(0, NAME_MAX), person: true };
};

/** A person who acts for another is who did it; a proxy that acts for a person is not. */
const actorOf = ({ user, impersonatedUser }: AuditEvent): Pick<Write, 'user' | 'person' | 'onBehalfOf'> | undefined => {
  const [own, other] = [nameOf(user.username), nameOf(impersonatedUser?.username ?? '')];
  if (own?.person === true) return { user: own.name, person: true, ...(impersonatedUser === undefined || impersonatedUser.username === '' ? {} : { onBehalfOf: impersonatedUser.username.slice(0, NAME_MAX) }) };
  const said = other ?? own;
  return said === undefined ? undefined : { user: said.name, person: said.person };
};

/** As the API server names it: what the request says, else the first word of the client's name. */
const managerOf = ({ requestURI, userAgent }: AuditEvent): string => {
  const asked = /[?&]fieldManager=([^&]*)/.exec(requestURI)?.[1];
  try {
    if (asked !== undefined) return decodeURIComponent(asked);
  } catch {
    // no name that we could compare
  }
  return userAgent.split('/', 1)[0] ?? '';
};

const isDryRun = ({ requestURI }: AuditEvent): boolean => /[?&]dryRun=/.test(requestURI);

/** What an audit event says of who made a change; undefined when it says nothing. A name is missing where the server chose it. */
export const writeOf = (cluster: string, item: unknown): Write | undefined => {
  const parsed = AuditEvent.safeParse(item);
  if (!parsed.success) return undefined;
  const event = parsed.data;
  const { auditID: id, stage, objectRef, responseStatus } = event;
  const verb = VERBS[event.verb];
  const code = responseStatus?.code ?? 0;
  if (stage !== 'ResponseComplete' || verb === undefined || objectRef === undefined || code < 200 || code >= 300 || isDryRun(event)) return undefined;
  const { resource, namespace, name, subresource } = objectRef;
  if (name === '' || NOISE.has(resource) || !SUBRESOURCES.has(subresource)) return undefined;
  const actor = actorOf(event);
  if (actor === undefined) return undefined;
  return { id, cluster, resource, namespace, name, verb, ...actor, manager: managerOf(event), from: Date.parse(event.requestReceivedTimestamp), to: Date.parse(event.stageTimestamp) };
};
