import type { DiffEntry } from '@culprit/domain';
import type { Writer } from '../kinds/kind.js';

type Tree = Readonly<Record<string, unknown>>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** `spec.containers[api].image` → `spec`, `containers`, `[api]`, `image`; what stands in brackets may hold dots. */
export const partsOf = (path: string): string[] => {
  const parts = path.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [];
  // of a variable it is the value that changes; its name stays with whoever added it
  return parts.at(-2) === 'env' ? [...parts, 'value'] : parts;
};

const keyed = (field: string, item: string): boolean => {
  if (field === `f:${item}` || field === `v:${JSON.stringify(item)}`) return true;
  if (!field.startsWith('k:')) return false;
  try {
    const key: unknown = JSON.parse(field.slice(2));
    return isTree(key) && Object.values(key).some((value) => String(value) === item);
  } catch {
    return false; // not a key that Kubernetes writes
  }
};

/** How deep into a path somebody's fields reach; undefined where they stop short of it. A field without fields of its own is owned whole. */
const owned = (fields: unknown, parts: readonly string[]): boolean => {
  let at: unknown = fields;
  for (const part of parts) {
    if (!isTree(at)) return false;
    const below = Object.keys(at).filter((field) => field !== '.');
    if (below.length === 0) return true;
    const item = part.startsWith('[') ? part.slice(1, -1) : undefined;
    const field = item === undefined ? `f:${part}` : below.find((each) => keyed(each, item));
    if (field === undefined || !(field in at)) return false;
    at = at[field];
  }
  return true;
};

const time = (writer: Writer): string => writer.time ?? '';
const latest = (writers: readonly Writer[]): Writer | undefined => writers.reduce<Writer | undefined>((best, w) => (best === undefined || time(w) >= time(best) ? w : best), undefined);

/** When anybody last wrote the object, by its `managedFields`. */
export const lastWrite = (writers: readonly Writer[]): string | undefined => latest(writers)?.time;

/** A writer of the same second as the last change is its maker unless so much time has passed that it must be another's work. */
const SAME_SECOND_MS = 10_000;
const FEW_PATHS = 20;

/** The latest of those who own most of what changed. */
const ownerOf = (writers: readonly Writer[], changed: readonly DiffEntry[]): Writer | undefined => {
  const paths = changed.slice(0, FEW_PATHS).map(({ path }) => partsOf(path));
  const counted = writers.map((writer) => ({ writer, owns: paths.filter((parts) => owned(writer.fields, parts)).length })).filter(({ owns }) => owns > 0);
  const newest = latest(counted.map(({ writer }) => writer));
  // of one second the one who owns more: what somebody else owns beside is from before
  return counted.filter(({ writer }) => time(writer) === (newest?.time ?? '')).sort((a, b) => b.owns - a.owns)[0]?.writer;
};

/**
 * Who writes through the scale subresource, where no field manager holds the replicas any more: the API server keeps nobody for a scale to 0,
 * nor for the next one from there.
 */
export const SCALED: Writer = { manager: '', operation: 'Update', subresource: 'scale' };

const isScale = (changed: readonly DiffEntry[]): boolean => changed.length === 1 && changed[0]?.path === 'spec.replicas';

/**
 * Who made a change: the latest writer that owns fields that changed, else the latest of all. Undefined when that entry is
 * older than the last write we knew of: somebody removed a value, which leaves no trace in `managedFields`.
 */
export const writerOf = (writers: readonly Writer[], changed: readonly DiffEntry[], before: string | undefined, observedAt: string): Writer | undefined => {
  const owner = ownerOf(writers, changed);
  const writer = owner ?? latest(writers);
  if (owner === undefined && isScale(changed) && before !== undefined && (writer?.time === undefined || writer.time <= before)) return SCALED;
  if (writer?.time === undefined || before === undefined || writer.time > before) return writer;
  // of one second only who owns what changed is known to have made it
  const sameWrite = owner !== undefined && writer.time === before && Date.parse(observedAt) - Date.parse(writer.time) <= SAME_SECOND_MS;
  return sameWrite ? writer : undefined;
};
