import { clampChange, type Change } from '@culprit/domain';
import type { Seen } from '../kinds/kind.js';
import { diff } from '../redact/diff.js';
import type { Leaves } from '../redact/leaf.js';
import type { Known } from '../state/known.js';
import { actorOf } from './actor.js';
import type { Found } from './found.js';
import { templateHash, templateOf, type Stage } from './lineage.js';
import { revisionOf } from './revision.js';
import { titleOf } from './title.js';
import { base } from './to-change.js';

/** Clocks of two machines and whole seconds. */
const SLACK_MS = 2000;
/** How far back a first sight tells what was rolled out: the lookback of an incident. */
const BASELINE_MS = 72 * 3_600_000;

const later = (at: string, since: number): boolean => Date.parse(at) + SLACK_MS >= since;

/** A rollout of which its template is all that is left. */
const toStep = (seen: Seen, before: Leaves, stage: Stage, found: Found): Change | undefined => {
  const changed = diff(before, stage.template());
  if (changed.length === 0) return undefined;
  const { revision, identities } = revisionOf({}, {}, changed);
  const writer = seen.writers.find((w) => w.time !== undefined && Math.abs(Date.parse(w.time) - Date.parse(stage.at)) <= SLACK_MS);
  return clampChange({
    ...base(seen, found, `revision ${stage.revision} ${stage.hash}`, found.about(seen, seen.facts)),
    detectedBy: 'reconcile',
    occurredAfter: undefined,
    updatedAt: stage.at,
    kind: 'deployment',
    phase: 'succeeded',
    phases: [{ phase: 'succeeded', at: stage.at }],
    occurredAt: stage.at,
    finishedAt: stage.at,
    actor: actorOf(writer, found.managers),
    title: titleOf(seen.name, changed),
    diff: changed.slice(0, 200),
    ...(revision === undefined ? {} : { revision }),
    identities,
    attributes: { revision: stage.revision },
  });
};

/** What was rolled out in the last days, as far as the templates survive that it replaced. Of a first sight nothing else is told. */
export const recentRollouts = (seen: Seen, found: Found): Change[] => {
  const stages = found.lineage.stages(seen.uid, seen.name);
  const since = Date.parse(found.observedAt) - BASELINE_MS;
  return stages.flatMap((stage, index) => {
    const before = stages[index - 1];
    return before === undefined || !later(stage.at, since) ? [] : (toStep(seen, before.template(), stage, found) ?? []);
  });
};

export interface Between {
  readonly changes: readonly Change[];
  /** The template that the last of them left. */
  readonly template?: Leaves;
  /** The templates that they left, by their hash: one may return. */
  readonly hashes?: readonly string[];
}

/** The rollouts between what was known and what is seen, which nobody saw: each template but the last is a step of its own. */
export const stepsBetween = (known: Known, spec: Leaves, seen: Seen, found: Found): Between => {
  if (found.reconciledSince === undefined || seen.generation - known.generation < 2) return { changes: [] };
  const since = Date.parse(found.reconciledSince);
  const [from, to] = [templateHash(known.spec), templateHash(spec)];
  const all = found.lineage.stages(seen.uid, seen.name);
  // what came before the template that was known has been told
  const reached = all.find((stage) => stage.hash === from)?.revision;
  const isNew = (stage: Stage): boolean => (reached === undefined ? Date.parse(stage.at) > since : stage.revision > reached && later(stage.at, since));
  const stages = all.filter((stage) => isNew(stage) && stage.hash !== from && stage.hash !== to);
  let template = templateOf(known.spec);
  const changes: Change[] = [];
  const hashes: string[] = [];
  // never more steps than were written, the last of which is told by itself
  for (const stage of stages.slice(0, Math.max(0, seen.generation - known.generation - 1))) {
    const change = toStep(seen, template, stage, found);
    if (change === undefined) continue;
    changes.push(change);
    hashes.push(stage.hash);
    template = stage.template();
  }
  return changes.length === 0 ? { changes } : { changes, template, hashes };
};
