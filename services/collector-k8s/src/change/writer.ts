import type { DiffEntry } from '@culprit/domain';
import type { Writer } from '../kinds/kind.js';

/** The parts of a spec that `owns` tells apart, of the paths that changed. */
const partsOf = (changed: readonly DiffEntry[]): ReadonlySet<string> =>
  new Set(changed.map(({ path }) => (path === 'spec.replicas' ? 'replicas' : path.startsWith('spec.template') ? 'template' : 'spec')));

const time = (writer: Writer): string => writer.time ?? '';
const latest = (writers: readonly Writer[]): Writer | undefined => writers.reduce<Writer | undefined>((best, w) => (best === undefined || time(w) >= time(best) ? w : best), undefined);

/** When anybody last wrote the object, by its `managedFields`. */
export const lastWrite = (writers: readonly Writer[]): string | undefined => latest(writers)?.time;

/** A writer of the same second as the last change is its maker unless so much time has passed that it must be another's work. */
const SAME_SECOND_MS = 10_000;

/**
 * Who made a change: the latest writer that owns fields of a part that changed, else the latest of all. Undefined when that entry is
 * older than the last write we knew of: somebody removed a value, which leaves no trace in `managedFields`.
 */
export const writerOf = (writers: readonly Writer[], changed: readonly DiffEntry[], before: string | undefined, observedAt: string): Writer | undefined => {
  const parts = partsOf(changed);
  const writer = latest(writers.filter((w) => w.owns.some((part) => parts.has(part)))) ?? latest(writers);
  if (writer?.time === undefined || before === undefined || writer.time > before) return writer;
  const sameWrite = writer.time === before && Date.parse(observedAt) - Date.parse(writer.time) <= SAME_SECOND_MS;
  return sameWrite ? writer : undefined;
};
