import type { ChangeSignal, PlaceSignal, Signal } from '../signal.js';
import { actor } from './actor.js';
import { again } from './again.js';
import { beside } from './beside.js';
import { cluster } from './cluster.js';
import { control } from './control.js';
import { coverage } from './coverage.js';
import { diff } from './diff.js';
import { explainAway } from './explain-away.js';
import { exposure } from './exposure.js';
import { habit } from './habit.js';
import { hops } from './hops.js';
import { kind } from './kind.js';
import { namespace } from './namespace.js';
import { late } from './late.js';
import { mended } from './mended.js';
import { named } from './named.js';
import { outcome } from './outcome.js';
import { part } from './part.js';
import { place } from './place.js';
import { scope } from './scope.js';
import { seen } from './seen.js';
import { symptom } from './symptom.js';
import { veto } from './veto.js';

/** One file a signal, one line here: by what it looks at. `time` has its say on every one. */
export const ofPlace: readonly PlaceSignal[] = [hops, scope, coverage, beside, explainAway, habit, symptom, seen];
export const ofChange: readonly ChangeSignal[] = [kind, diff, exposure, actor];
export const ofBoth: readonly Signal[] = [late, veto, outcome, mended, again, place, cluster, namespace, part, control, named];
