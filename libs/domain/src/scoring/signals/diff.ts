import type { Change } from '../../events/change.js';
import { amounts } from '../amount.js';
import type { ChangeSignal } from '../signal.js';

/** How many of it there are. */
const REPLICAS = /(?:^|[._-])(?:min|max|desired)?_?replicas$|(?:^|[._-])desired_?(?:count|capacity)$/i;
/** What it may use, keep open or do at once. */
const ROOM = /(?:^|[._])(?:limits[._](?:memory|cpu)|[\w-]*(?:pool|max|limit|memory|heap|thread|worker|connection|concurrency|capacity|quota|timeout)[\w-]*)$/i;

/** What runs: more of it harms seldom. More connections or time may. */
const RUNS = /(?:^|[._])limits[._](?:memory|cpu)$/i;
/** So many times as much at least. */
const MORE = 1.5;

/** `containers[web].env[WORKERS]` as `containers.web.env.WORKERS`: whose key it is says as little as the way there. */
const plainly = (path: string): string => path.replace(/\[([^\]]*)\]/g, '.$1').replace(/#\d+$/, '');
const OWN_KEY = /(?:^|\.)(?:data|env|args|command)\[([^\]]+)\](?:\.(.+))?$/;
const TO_CONTAINER = /^spec\.(?:jobTemplate\.spec\.)?(?:template\.spec\.)?/;

/** What whoever set it calls it: `WORKERS`, `minReplicas`, `containers[web].resources.limits.memory`. */
const called = (path: string): string => {
  const [, key, inFile] = OWN_KEY.exec(path) ?? [];
  return inFile ?? key ?? path.replace(TO_CONTAINER, '');
};

interface Cut {
  readonly what: string;
  readonly before: string | number;
  readonly after: string | number;
  /** Share of before, 0.5 to 1. */
  readonly share: number;
  readonly of: 'scaledDown' | 'lessRoom';
}

interface Grown {
  readonly what: string;
  readonly before: string | number;
  readonly after: string | number;
  /** Share of after, 0 to 1. */
  readonly share: number;
}

const isSaid = (value: unknown): value is string | number => typeof value === 'number' || typeof value === 'string';

/** The first cut to a half or less, of replicas before anything else. */
const cutBy = (changes: readonly Change[]): Cut | undefined => {
  let found: Cut | undefined;
  for (const change of changes) {
    for (const { path, before, after } of change.diff) {
      const name = plainly(path);
      const of = REPLICAS.test(name) ? 'scaledDown' : found === undefined && ROOM.test(name) ? 'lessRoom' : undefined;
      if (of === undefined || !isSaid(before) || !isSaid(after)) continue;
      const [from, to] = amounts(before, after) ?? [0, 0];
      if (from <= 0 || to < 0 || to > from / 2) continue;
      found = { what: called(path), before, after, share: (from - to) / from, of };
      if (of === 'scaledDown') return found;
    }
  }
  return found;
};

/** The first of what runs that there is much more of; an autoscaler follows the load anyway, and is weighed as that. */
const grownBy = (changes: readonly Change[]): Grown | undefined => {
  for (const change of changes) {
    if (change.actor?.kind === 'autoscaler') continue;
    for (const { path, before, after } of change.diff) {
      const name = plainly(path);
      if ((!REPLICAS.test(name) && !RUNS.test(name)) || !isSaid(before) || !isSaid(after)) continue;
      const [from, to] = amounts(before, after) ?? [0, 0];
      if (from > 0 && to >= MORE * from) return { what: called(path), before, after, share: (to - from) / to };
    }
  }
  return undefined;
};

/** What changed, and by how much. */
export const diff: ChangeSignal = {
  name: 'diff',
  weigh: ({ changes, score }) => {
    const found = cutBy(changes);
    if (found !== undefined) return score.diff[found.of] * found.share;
    const grown = grownBy(changes);
    return grown === undefined ? undefined : score.diff.more * grown.share;
  },
  say: ({ changes }) => {
    const found = cutBy(changes);
    if (found !== undefined) return `${found.what} ${found.before} → ${found.after} (-${Math.round(found.share * 100)} %)`;
    const grown = grownBy(changes);
    return grown === undefined ? '' : `${grown.what} ${grown.before} → ${grown.after}: more of it is rather an answer to trouble than its cause`;
  },
};
