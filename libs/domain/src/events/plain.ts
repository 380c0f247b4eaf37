import { type Alert, AlertClass, AlertStatus } from './alert.js';
import { Actor, ChangeKind, ChangePhase, type Change } from './change.js';
import { knownBy } from './known-by.js';
import { Severity } from './parts.js';
import { Duration } from './time.js';

/**
 * Changes and alerts as nearly all of them come: nothing odd in them. They are read by the million, and a schema takes ten times as long. What is
 * given back is what the schema would make of it; undefined says nothing: the schema is asked then, which also says what is wrong.
 */

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const text = (least: number, most: number): Check => (value) => typeof value === 'string' && value.length >= least && value.length <= most;
const list = (is: Check, most = Number.POSITIVE_INFINITY): Check => (value) => {
  if (!Array.isArray(value) || value.length > most) return false;
  for (const item of value) if (!is(item)) return false;
  return true;
};
const oneOf = (all: readonly string[]): Check => {
  const known = new Set<unknown>(all);
  return (value) => known.has(value);
};
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Under every name the same; `__proto__` is a name like others only to who reads JSON. */
const record = (is: Check): Check => (value) => {
  if (!isFields(value)) return false;
  for (const key in value) if (key === '__proto__' || !is(value[key])) return false;
  return true;
};
/** Fields of these names alone, and all that are required. */
const shape = (checks: Readonly<Record<string, Check>>, required: readonly string[]): Check => {
  const known = new Map(Object.entries(checks).map(([key, check]) => [key, { key, check, isRequired: required.includes(key) }]));
  /** The fields of the one before, in its order: the next mostly has the same. */
  const before: { readonly key: string; readonly check: Check; readonly isRequired: boolean }[] = [];
  return (value) => {
    if (!isFields(value)) return false;
    let [at, missing] = [0, required.length];
    for (const key in value) {
      let field = before[at];
      if (field?.key !== key) {
        field = known.get(key);
        if (field === undefined) return false;
        before[at] = field;
      }
      if (!field.check(value[key])) return false;
      if (field.isRequired) missing -= 1;
      at += 1;
    }
    return missing === 0;
  };
};

const name = text(1, 512);
const words = text(0, 8192);
const url = text(0, 4096);
const names = list(name, 1000);
const flag: Check = (value) => typeof value === 'boolean';
/** What holds nothing else: what does is looked through by the schema. */
const value: Check = (it) => typeof it === 'string' || typeof it === 'boolean' || it === null || (typeof it === 'number' && Number.isFinite(it));

const [ZERO, LONG_MONTHS] = [48, 0b1010110101010];
const two = (of: string, at: number): number => {
  const tens = of.charCodeAt(at) - ZERO;
  const ones = of.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};
const lastOf = (month: number): number => (month === 2 ? 28 : (LONG_MONTHS >> month) & 1 ? 31 : 30);
/** `2026-01-15T10:00:00.000Z`, since 1970 and on no leap day. */
export const isPlainTime = (it: string): boolean => {
  if (it.length !== 24 || it[4] !== '-' || it[7] !== '-' || it[10] !== 'T' || it[13] !== ':' || it[16] !== ':' || it[19] !== '.' || it[23] !== 'Z') return false;
  const month = two(it, 5);
  const day = two(it, 8);
  return two(it, 0) * 100 + two(it, 2) >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= lastOf(month) && two(it, 11) <= 23 && two(it, 14) <= 59 && two(it, 17) <= 59 && two(it, 20) >= 0 && two(it, 21) >= 0;
};
/** The times of one event are mostly one time. */
let lastTime = '';
const time: Check = (it) => {
  if (it === lastTime) return true;
  if (typeof it !== 'string' || !isPlainTime(it)) return false;
  lastTime = it;
  return true;
};

const source = shape({ provider: name, instance: name, url }, ['provider']);
const links = list(shape({ title: words, url }, ['title', 'url']));

const changeChecks = {
  id: name, updatedAt: time, source, kind: oneOf(ChangeKind.options), phase: oneOf(ChangePhase.options), phases: list(shape({ phase: oneOf(ChangePhase.options), at: time }, ['phase', 'at'])),
  parser: (it) => Number.isInteger(it) && (it as number) >= 0 && (it as number) < 1000,
  occurredAt: time, finishedAt: time, observedAt: time, detectedBy: oneOf(['live', 'reconcile']), occurredAfter: time, environment: name, cluster: name, namespace: name,
  services: names, entities: names, scope: shape({ clusters: names, namespaces: names, environment: name }, ['clusters', 'namespaces']),
  actor: shape({ name, kind: oneOf(Actor.shape.kind.unwrap().options), basis: oneOf(Actor.shape.basis.unwrap().options), onBehalfOf: name }, []),
  title: words, diff: list(shape({ path: words, before: value, after: value, redacted: flag }, ['path'])),
  revision: shape({ commit: name, image: name, digest: name, version: name, previous: shape({ commit: name, image: name, version: name }, []) }, []),
  identities: names, outOfBand: flag, links, attributes: record(value),
} satisfies Record<keyof Change, Check>;

const alertChecks = {
  id: name, fingerprint: name, status: oneOf(AlertStatus.options), class: oneOf(AlertClass.options), severity: oneOf(Severity.options), startsAt: time, endsAt: time,
  expiresAfter: (it) => Duration.safeParse(it).success, updatedAt: time, observedAt: time, environment: name, cluster: name, service: name, caller: name, entities: names, title: words,
  labels: record((it) => typeof it === 'string'), links, source,
} satisfies Record<keyof Alert, Check>;

const isChange = shape(changeChecks, ['id', 'updatedAt', 'source', 'kind', 'phase', 'occurredAt', 'observedAt', 'title']);
const isAlert = shape(alertChecks, ['id', 'fingerprint', 'status', 'updatedAt', 'observedAt', 'environment', 'title', 'source']);
const isSentChange = shape({ ...changeChecks, service: name }, ['id', 'occurredAt']);
const isSentAlert = shape(alertChecks, ['id']);

/** Of what most leave out there is one: events are kept by the million. */
const NONE: never[] = [];
Object.freeze(NONE);
const NOTHING: Record<string, never> = {};
Object.freeze(NOTHING);
const some = <T>(list: readonly T[] | undefined): T[] => (list === undefined || list.length === 0 ? NONE : (list as T[]));

type Sent<E> = { readonly [K in keyof E]?: E[K] };

/** In the order of the schema, and all of them of one form, so that whoever reads many reads them fast. */
const changeOf = (it: Sent<Change>, filled: Pick<Change, 'updatedAt' | 'source' | 'kind' | 'phase' | 'phases' | 'observedAt' | 'services' | 'title'>): Change => ({
  id: it.id as string, parser: it.parser ?? 1, updatedAt: filled.updatedAt, source: filled.source, kind: filled.kind, phase: filled.phase, phases: filled.phases, occurredAt: it.occurredAt as string,
  finishedAt: it.finishedAt, observedAt: filled.observedAt, detectedBy: it.detectedBy ?? 'live', occurredAfter: it.occurredAfter, environment: it.environment, cluster: it.cluster, namespace: it.namespace,
  services: filled.services, entities: some(it.entities), scope: it.scope, actor: it.actor === undefined ? undefined : actorOf(it.actor), title: filled.title, diff: some(it.diff), revision: it.revision,
  identities: some(it.identities), outOfBand: it.outOfBand, links: some(it.links), attributes: it.attributes ?? NOTHING,
});
const actorOf = ({ name: called, kind = 'unknown', basis = 'sender', onBehalfOf }: Partial<Actor>): Actor => ({ name: called, kind, basis, onBehalfOf });

const alertOf = (it: Sent<Alert>, filled: Pick<Alert, 'fingerprint' | 'status' | 'updatedAt' | 'observedAt' | 'environment' | 'title' | 'source'>): Alert | undefined => {
  const { status } = filled;
  if ((status === 'resolved' ? it.endsAt ?? it.startsAt : it.startsAt) === undefined) return undefined;
  return {
    id: it.id as string, fingerprint: filled.fingerprint, status, class: it.class ?? 'other', severity: it.severity ?? 'medium', startsAt: it.startsAt, endsAt: it.endsAt, expiresAfter: it.expiresAfter,
    updatedAt: filled.updatedAt, observedAt: filled.observedAt, environment: filled.environment, cluster: it.cluster, service: it.service, caller: it.caller, entities: some(it.entities), title: filled.title,
    labels: it.labels ?? NOTHING, links: some(it.links), source: filled.source,
  };
};

/** A whole change of the log. */
export const plainChange = (it: unknown): Change | undefined => {
  if (!isChange(it)) return undefined;
  const { updatedAt, source: from, kind, phase, phases = NONE, observedAt, services = NONE, title } = it as Sent<Change> & Change;
  return changeOf(it as Sent<Change>, { updatedAt, source: from, kind, phase, phases, observedAt, services, title });
};
export const plainAlert = (it: unknown): Alert | undefined => (isAlert(it) ? alertOf(it as Sent<Alert>, it as Alert) : undefined);

/** What a change is filled with that was sent without it: contracts.md section 1, last paragraph. */
export const plainSentChange = (it: unknown, arrival: string): Change | undefined => {
  if (!isSentChange(it) || !isPlainTime(arrival)) return undefined;
  const sent = it as Sent<Change> & { readonly service?: string };
  const services = sent.services ?? (sent.service === undefined ? [] : [sent.service]);
  const phase = sent.phase ?? 'succeeded';
  const identities = knownBy(sent.revision, sent.identities);
  return changeOf(identities === sent.identities ? sent : { ...sent, identities: [...(identities ?? [])] }, {
    updatedAt: sent.updatedAt ?? sent.finishedAt ?? (sent.occurredAt as string),
    source: sent.source ?? { provider: 'custom' },
    kind: sent.kind ?? 'custom',
    phase,
    phases: sent.phases ?? [{ phase, at: sent.finishedAt ?? sent.updatedAt ?? (sent.occurredAt as string) }],
    observedAt: sent.observedAt ?? arrival,
    services,
    title: sent.title ?? `${sent.kind ?? 'custom'} change${services.length > 0 ? ` of ${services.join(', ')}` : ''}`,
  });
};

export const plainSentAlert = (it: unknown, arrival: string): Alert | undefined => {
  if (!isSentAlert(it) || !isPlainTime(arrival)) return undefined;
  const sent = it as Sent<Alert>;
  const status = sent.status ?? 'firing';
  return alertOf(sent, {
    fingerprint: sent.fingerprint ?? (sent.id as string),
    status,
    updatedAt: sent.updatedAt ?? (status === 'resolved' ? sent.endsAt ?? sent.startsAt : sent.startsAt) ?? arrival,
    observedAt: sent.observedAt ?? arrival,
    environment: sent.environment ?? 'default',
    title: sent.title ?? (sent.service === undefined ? 'alert' : `alert on ${sent.service}`),
    source: sent.source ?? { provider: 'custom' },
  });
};
