import type { Method } from '../measure.ts';
import { gandalfLike } from './gandalf.ts';
import { mostRecent } from './most-recent.ts';
import { pageRank } from './page-rank.ts';
import { random } from './random.ts';
import { sameService } from './same-service.ts';

/** One file a baseline, one line here. */
export const baselines: Readonly<Record<string, Method>> = {
  random,
  'most recent': mostRecent,
  'same service': sameService,
  'Gandalf-like': gandalfLike,
  PageRank: pageRank,
};
