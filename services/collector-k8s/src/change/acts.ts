import { clampChange, factId, type Change } from '@culprit/domain';
import type { Act, Seen } from '../kinds/kind.js';
import type { Found } from './found.js';
import { PARSER } from './to-change.js';

const COMMIT = /^[0-9a-f]{40}$/;

/** What an object says was done with it, as a change: a sync, a release. */
const toChange = (act: Act, seen: Seen, found: Found): Change => {
  const finishedAt = act.phase === 'started' ? undefined : act.at;
  const previous = act.before === undefined ? undefined : COMMIT.test(act.before) ? { commit: act.before } : { version: act.before };
  const now = act.commit ?? act.version;
  return clampChange({
    id: act.id ?? factId('change', 'kubernetes', found.cluster, seen.uid, act.key),
    parser: PARSER,
    source: act.source ?? { provider: 'kubernetes', instance: found.cluster },
    observedAt: found.observedAt,
    environment: found.environmentOf(seen.namespace),
    cluster: found.cluster,
    ...(seen.namespace === '' ? {} : { namespace: seen.namespace }),
    services: [],
    entities: [...new Set([...act.entities, ...found.about(seen, seen.facts).entities])].slice(0, 1000),
    links: [],
    ...(found.reconciledSince === undefined ? { detectedBy: 'live' } : { detectedBy: 'reconcile' }),
    updatedAt: act.at,
    kind: 'deployment',
    phase: act.phase,
    phases: [...(act.phase === 'started' || act.at === act.startedAt ? [] : [{ phase: 'started' as const, at: act.startedAt }]), { phase: act.phase, at: act.at }],
    occurredAt: act.startedAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(act.actor === undefined ? {} : { actor: act.actor }),
    title: act.title.slice(0, 500),
    diff: act.before === undefined || now === undefined ? [] : [{ path: 'revision', before: act.before, after: now }],
    revision: { ...(act.commit === undefined ? {} : { commit: act.commit }), ...(act.version === undefined ? {} : { version: act.version }), ...(previous === undefined ? {} : { previous }) },
    identities: [...act.identities],
    attributes: { ...act.attributes },
  });
};

const MOST_REMEMBERED = 20;

export interface Acted {
  readonly changes: readonly Change[];
  /** Each act's last phase that was told. */
  readonly acts: Readonly<Record<string, string>>;
}

/** The acts that were not told before; on a first sight they are the ground and none is told. */
export const actsOf = (seen: Seen, told: Readonly<Record<string, string>> | undefined, found: Found): Acted => {
  const acts = seen.acts ?? [];
  if (acts.length === 0) return { changes: [], acts: told ?? {} };
  const fresh = told === undefined ? [] : acts.filter((act) => told[act.key] !== act.phase);
  const remembered = Object.entries({ ...told, ...Object.fromEntries(acts.map((act) => [act.key, act.phase])) }).slice(-MOST_REMEMBERED);
  return { changes: fresh.map((act) => toChange(act, seen, found)), acts: Object.fromEntries(remembered) };
};
