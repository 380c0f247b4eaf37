import { pairKey } from '../events/canonical.js';
import type { Edge } from './edges.js';
import type { Asked, Graph } from './graph.js';
import { sizeOf } from './size.js';

/** Who calls, or is called, otherwise than before; undefined: that concerns everybody. */
export type Moved = ReadonlySet<string> | undefined;

const said = ({ from, to, environment, kind, source, validFrom, validTo, confidence, seenOn }: Edge): string =>
  `${pairKey(from, to)} ${JSON.stringify([environment, kind, source, validFrom, validTo, confidence, seenOn])}`;

/** Between two graphs of one environment under one catalog. Whether there are messages at all, and how large it is, is asked of the whole of it. */
export const movedBetween = (before: Graph, after: Graph): Moved => {
  if (sizeOf(before) !== sizeOf(after)) return undefined;
  const gone = new Map(before.edges.map((edge) => [said(edge), edge]));
  const come = after.edges.filter((edge) => !gone.delete(said(edge)));
  const ends = new Set<string>();
  for (const { from, to, kind } of [...come, ...gone.values()]) {
    if (kind === 'messaging') return undefined;
    ends.add(from).add(to);
  }
  return ends;
};

/** Whether one of them is in what was asked. */
export const isAsked = (asked: Asked, moved: ReadonlySet<string>): boolean => {
  const names = [...moved];
  for (const one of asked) if (typeof one === 'string' ? moved.has(one) : names.some((name) => one.has(name))) return true;
  return false;
};
