import type { z } from 'zod';
import { Alert } from './alert.js';
import { Change } from './change.js';
import { Coverage } from './coverage.js';
import { Dependency } from './dependency.js';
import type { EventKind, EventOf } from './envelope.js';
import { Feedback } from './feedback.js';
import { factId } from './ids.js';
import { canonicalJson } from './canonical.js';
import { Incident } from './incident.js';
import { knownBy } from './known-by.js';
import { isPlainlyOrderly, isUnbroken, orderly } from './orderly.js';
import { plainAlert, plainChange, plainSentAlert, plainSentChange } from './plain.js';
import { Service } from './service.js';
import { Time, timeOf } from './time.js';

const schemas = { change: Change, alert: Alert, dependency: Dependency, service: Service, coverage: Coverage, feedback: Feedback, incident: Incident } as const;

export type Parsed<E> = { ok: true; event: E } | { ok: false; error: string };
type Fields = Record<string, unknown>;

/** `path: what was wrong` of every fault, in one line. */
export const faults = (error: z.ZodError, whole = 'event'): string =>
  error.issues.map((issue) => `${issue.path.length === 0 ? whole : issue.path.join('.')}: ${issue.message}`).join('; ');

/** Reads an event of the log: whole, as contracts.md section 1 has it. */
export const parseEvent = <K extends EventKind>(kind: K, value: unknown): Parsed<EventOf[K]> => {
  const fit = orderly(value);
  return fit.ok ? parsed(kind, fit.event) : fit;
};

/** The same of its text. */
export const parseEventText = <K extends EventKind>(kind: K, text: string): Parsed<EventOf[K]> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, error: `event: not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const plain = isUnbroken(text) ? (kind === 'change' ? plainChange(value) : kind === 'alert' ? plainAlert(value) : undefined) : undefined;
  if (plain !== undefined) return { ok: true, event: plain as EventOf[K] };
  return isPlainlyOrderly(text) ? parsed(kind, value) : parseEvent(kind, value);
};

const parsed = <K extends EventKind>(kind: K, value: unknown): Parsed<EventOf[K]> => {
  const read = schemas[kind].safeParse(value);
  return read.success ? { ok: true, event: read.data as EventOf[K] } : { ok: false, error: faults(read.error) };
};

/**
 * Takes an event as HTTP input and replay allow it: `service: x` for `services: [x]`, and what is not given filled
 * (contracts.md section 1, last paragraph). `arrival` becomes `observedAt`; `now`-free and deterministic, so that the same
 * input sent twice is the same event. `text`: what the value was read from, where that is at hand.
 */
export const acceptEvent = <K extends EventKind>(kind: K, value: unknown, arrival: string, text?: string): Parsed<EventOf[K]> => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { ok: false, error: `event: expected an object, received ${Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value}` };
  const plain = text === undefined ? undefined : acceptPlain(kind, value, arrival, text);
  if (plain !== undefined) return { ok: true, event: plain };
  // before the fields are filled: an id is made of all that was sent
  const fit = text !== undefined && isPlainlyOrderly(text) ? { ok: true as const, event: value } : orderly(value);
  return fit.ok ? parsed(kind, fill[kind](fit.event as Fields, arrival)) : fit;
};

/** The same for what has nothing odd in it; undefined says nothing. `text`: what the value was read from. */
export const acceptPlain = <K extends EventKind>(kind: K, value: unknown, arrival: string, text: string): EventOf[K] | undefined => {
  if (!isUnbroken(text)) return undefined;
  return (kind === 'change' ? plainSentChange(value, arrival) : kind === 'alert' ? plainSentAlert(value, arrival) : undefined) as EventOf[K] | undefined;
};

const given = (fields: Fields, key: string): boolean => fields[key] !== undefined && fields[key] !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Absent and null are the same: senders write both. */
const withoutNulls = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== null && v !== undefined));

/** The first of these that is a time; `otherwise` when none is: then the fault is told of the field that was sent, once. */
const firstTime = (values: readonly unknown[], otherwise: string): unknown => values.find((value) => Time.safeParse(value).success) ?? otherwise;

const idOf = (kind: string, fields: Fields): string => factId(kind, 'custom', undefined, canonicalJson(fields));

const identitiesOf = ({ revision, identities }: Fields): unknown => {
  if (identities !== undefined && !Array.isArray(identities)) return identities;
  if (typeof revision !== 'object' || revision === null) return knownBy(undefined, identities);
  const { commit, image, digest } = revision as Fields;
  return knownBy({ commit: textOf(commit), image: textOf(image), digest: textOf(digest) }, identities);
};

const fill: Record<EventKind, (fields: Fields, arrival: string) => Fields> = {
  change: (raw, arrival) => {
    const { service, ...fields } = withoutNulls(raw);
    const services = Array.isArray(fields['services']) ? fields['services'] : given({ service }, 'service') ? [service] : [];
    const phase = fields['phase'] ?? 'succeeded';
    const at = firstTime([fields['finishedAt'], fields['updatedAt'], fields['occurredAt']], arrival);
    return {
      id: given(fields, 'id') ? fields['id'] : idOf('change', raw),
      kind: 'custom',
      updatedAt: firstTime([fields['finishedAt'], fields['occurredAt']], arrival),
      source: { provider: 'custom' },
      observedAt: arrival,
      title: `${textOf(fields['kind']) || 'custom'} change${services.length > 0 ? ` of ${services.join(', ')}` : ''}`,
      phases: [{ phase, at }],
      ...fields,
      identities: identitiesOf(fields),
      phase,
      services,
    };
  },
  alert: (raw, arrival) => {
    const { services, ...fields } = withoutNulls(raw);
    const service = fields['service'] ?? (Array.isArray(services) ? services[0] : undefined);
    const status = fields['status'] ?? 'firing';
    const id = given(fields, 'id') ? fields['id'] : idOf('alert', raw);
    return {
      id,
      fingerprint: id,
      class: 'other',
      environment: 'default',
      updatedAt: firstTime(status === 'resolved' ? [fields['endsAt'], fields['startsAt']] : [fields['startsAt']], arrival),
      source: { provider: 'custom' },
      observedAt: arrival,
      title: service === undefined ? 'alert' : `alert on ${textOf(service)}`,
      ...fields,
      status,
      ...(service === undefined ? {} : { service }),
    };
  },
  dependency: (raw, arrival) => ({ observedAt: arrival, ...withoutNulls(raw) }),
  service: (raw, arrival) => ({ observedAt: arrival, ...withoutNulls(raw) }),
  coverage: (raw, arrival) => ({ observedAt: arrival, ...withoutNulls(raw) }),
  feedback: (raw, arrival) => ({ id: idOf('feedback', raw), at: arrival, ...withoutNulls(raw) }),
  incident: (raw) => raw,
};

/** `observedAt` of what came in by HTTP may be the sender's, but nobody sees a thing after telling us of it. */
export const observedBy = <E extends { observedAt: string }>(event: E, arrival: string): E =>
  event.observedAt <= arrival ? event : { ...event, observedAt: arrival };

/** The most that an event's own time may lie ahead of its arrival. */
const AHEAD_MS = 5 * 60_000;
const limitOf = (observedAt: string): string => timeOf(Date.parse(observedAt) + AHEAD_MS);
const latest = (times: readonly (string | undefined)[]): string => times.reduce<string>((most, time) => (time !== undefined && time > most ? time : most), '');

/** A collector's clamp: times more than five minutes ahead of `observedAt` become that, and the furthest is told in `clampedFrom`. */
export const clampChange = (change: Change): Change => {
  const { occurredAt, finishedAt, updatedAt, phases } = change;
  const furthest = latest([occurredAt, finishedAt, updatedAt, ...phases.map(({ at }) => at)]);
  if (furthest <= change.observedAt) return change;
  const limit = limitOf(change.observedAt);
  if (furthest <= limit) return change;
  const cut = (time: string): string => (time > limit ? limit : time);
  return {
    ...change,
    occurredAt: cut(occurredAt),
    ...(finishedAt === undefined ? {} : { finishedAt: cut(finishedAt) }),
    updatedAt: cut(updatedAt),
    phases: phases.map(({ phase, at }) => ({ phase, at: cut(at) })),
    attributes: { ...change.attributes, clampedFrom: furthest },
  };
};

export const clampAlert = (alert: Alert): Alert => {
  const { startsAt, endsAt, updatedAt } = alert;
  const furthest = latest([startsAt, endsAt, updatedAt]);
  if (furthest <= alert.observedAt) return alert;
  const limit = limitOf(alert.observedAt);
  if (furthest <= limit) return alert;
  const cut = (time: string): string => (time > limit ? limit : time);
  return {
    ...alert,
    ...(startsAt === undefined ? {} : { startsAt: cut(startsAt) }),
    ...(endsAt === undefined ? {} : { endsAt: cut(endsAt) }),
    updatedAt: cut(updatedAt),
    labels: { ...alert.labels, clampedFrom: furthest },
  };
};
