import type { Signal } from '../score.js';
import { actor } from './actor.js';
import { cluster } from './cluster.js';
import { control } from './control.js';
import { coverage } from './coverage.js';
import { diff } from './diff.js';
import { explainAway } from './explain-away.js';
import { habit } from './habit.js';
import { hops } from './hops.js';
import { kind } from './kind.js';
import { named } from './named.js';
import { outcome } from './outcome.js';
import { place } from './place.js';
import { time } from './time.js';
import { veto } from './veto.js';

/** One file a signal, one line here. */
export const signals: readonly Signal[] = [time, hops, coverage, explainAway, habit, veto, kind, diff, outcome, actor, place, cluster, control, named];
