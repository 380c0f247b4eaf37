import { topics, type Environment, type Time } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { NewRecord } from '@culprit/ports';
import { acceptOne, type Fault, type Kind } from '../custom/accept.js';
import { plain } from '../custom/take.js';
import { shown } from '../delivery/complete.js';
import type { Body } from '../delivery/parse-body.js';

const KINDS: readonly string[] = ['change', 'alert', 'dependency', 'service', 'coverage'] satisfies Kind[];
const isKind = (kind: unknown): kind is Kind => typeof kind === 'string' && KINDS.includes(kind);

export type Read = { readonly ok: true; readonly records: readonly NewRecord[] } | { readonly ok: false; readonly faults: readonly Fault[] };
type One = { readonly record: NewRecord } | { readonly error: string };

/** The records of the items of a request, or what is wrong with which. Pure but for `observedAt`. */
export const readItems = (body: Extract<Body, { ok: true }>, environments: readonly Environment[], arrival: Time): Read => {
  const items = Array.isArray(body.value) ? (body.value as readonly unknown[]) : [body.value];
  if (items.length === 0) return { ok: false, faults: [{ index: 0, message: 'event: an empty array holds none' }] };
  const records: NewRecord[] = [];
  const faults: Fault[] = [];
  items.forEach((item, index) => {
    const read = recordOf(item, body.secret, environments, arrival);
    if ('record' in read) records.push(read.record);
    else faults.push({ index, message: read.error });
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, records };
};

const recordOf = (item: unknown, secret: boolean, environments: readonly Environment[], arrival: Time): One => {
  if (item === null || typeof item !== 'object' || !('kind' in item)) return { error: 'kind: expected {"kind": ..., "event": {...}}' };
  if (item.kind === 'k8s-state') return stateOf(item);
  if (!isKind(item.kind)) return { error: `kind: expected one of ${KINDS.join(', ')}, k8s-state` };
  const said = 'event' in item ? plain({ ok: true, value: item.event, secret }) : undefined;
  const read = acceptOne(item.kind, said, environments, arrival);
  return read.ok ? { record: eventRecord(shown(read.event)) } : { error: read.error };
};

const KEY_MAX = 1_000;
const isKey = (key: unknown): key is string[] => Array.isArray(key) && key.length === 3 && key.every((part) => typeof part === 'string') && key.join('').length <= KEY_MAX;

/** What a collector has to know of its cluster after a restart. Its own words, redacted by itself: read back by nobody else, and kept as they are. */
const stateOf = (item: object): One => {
  const { key, value } = item as { readonly key?: unknown; readonly value?: unknown };
  if (!isKey(key)) return { error: 'key: expected [cluster, kind, uid]' };
  if (value === undefined || (value !== null && (typeof value !== 'object' || Array.isArray(value)))) return { error: 'value: expected an object, or null to forget it' };
  const name = JSON.stringify(key);
  return { record: { topic: topics.k8sState.name, partitionKey: name, key: name, value: value === null ? null : JSON.stringify(value, withoutBigints), headers: { 'content-type': 'application/json' } } };
};

const withoutBigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
