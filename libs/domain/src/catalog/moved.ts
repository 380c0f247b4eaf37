import { pairKey } from '../events/canonical.js';
import type { Edge } from './edges.js';
import type { Asked, Graph } from './graph.js';
import { sizeOf } from './size.js';

/** The calls that are others than before, as they were and as they are; undefined: that concerns everybody. */
export type Moved = readonly Edge[] | undefined;

const said = ({ from, to, environment, kind, source, validFrom, validTo, confidence, seenOn }: Edge): string =>
  `${pairKey(from, to)} ${JSON.stringify([environment, kind, source, validFrom, validTo, confidence, seenOn])}`;

/** Between two graphs of one environment under one catalog. Whether there are messages at all, and how large it is, is asked of the whole of it. */
export const movedBetween = (before: Graph, after: Graph): Moved => {
  if (sizeOf(before) !== sizeOf(after)) return undefined;
  const gone = new Map(before.edges.map((edge) => [said(edge), edge]));
  const come = after.edges.filter((edge) => !gone.delete(said(edge)));
  const moved = [...come, ...gone.values()];
  return moved.some(({ kind }) => kind === 'messaging') ? undefined : moved;
};

/** Whether one of them is in what was asked as of an instant. */
export const isAsked = (asked: Asked, moved: readonly Edge[], at: string): boolean => {
  const names = new Set(moved.flatMap(({ from, to, validFrom, validTo }) => (validFrom <= at && at < validTo ? [from, to] : [])));
  if (names.size === 0) return false;
  for (const one of asked) {
    if (typeof one !== 'string') for (const name of names) if (one.has(name)) return true;
    if (typeof one === 'string' && names.has(one)) return true;
  }
  return false;
};
