import { baseline } from './situation.ts';

/** What changed last, wherever. */
export const mostRecent = baseline(({ changes, onset }) => changes.map(({ id, at }) => ({ id, score: at - onset })));
