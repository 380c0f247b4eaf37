import { factId, type Change, type ChangePhase, type DiffEntry, type Time } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import { badness, componentName, entitiesOf } from './names.js';
import type { Incident, IncidentTold, Settings, Update } from './schema.js';

const phases: Readonly<Record<string, ChangePhase>> = {
  investigating: 'started', identified: 'started', monitoring: 'started', in_progress: 'started', verifying: 'started',
  resolved: 'succeeded', completed: 'succeeded', postmortem: 'succeeded',
};
const phaseOf = (status: string): ChangePhase | undefined => (Object.hasOwn(phases, status) ? phases[status] : undefined);

/** Every update of an incident, and of a maintenance from its beginning on, is a statement of one change that the vendor made to what others build on. */
export const fromIncident = ({ page, incident }: IncidentTold, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const told = [...incident.incident_updates ?? []].map((update) => ({ ...update, at: toldAt(update) })).filter((update): update is Told => update.at !== undefined).sort((a, b) => (a.at < b.at ? -1 : 1));
  const status = incident.status.toLowerCase();
  const planned = instant(incident.scheduled_for);
  if (status === 'scheduled' && (planned === undefined || planned > receivedAt)) return skip(`maintenance planned for ${planned ?? 'a time not told'}: it has not begun`);
  const phase = status === 'scheduled' ? 'started' : phaseOf(status);
  if (phase === undefined) return skip(`status ${cut(status, 60)} is not one we know`);
  const updatedAt = told.at(-1)?.at ?? instant(incident.updated_at);
  const occurredAt = beganAt(incident, planned, told) ?? updatedAt;
  if (occurredAt === undefined) return reject('incident.created_at is no time');

  const at = updatedAt === undefined || updatedAt < occurredAt ? occurredAt : updatedAt;
  const ended = instant(incident.resolved_at) ?? told.find((update) => phaseOf(update.status.toLowerCase()) === 'succeeded')?.at ?? at;
  const components = [...(incident.components ?? []).map(({ name }) => name), ...told.flatMap((update) => (update.affected_components ?? []).map(({ name }) => name))];
  const latest = told.at(-1)?.body;
  const change: Change = {
    // The public page tells the incident under the same two names.
    id: factId('change', 'statuspage', page.id, 'incident', incident.id),
    parser: 1,
    kind: 'third-party',
    phase,
    phases: phasesOf(told, { phase, at }),
    occurredAt,
    ...(phase === 'succeeded' ? { finishedAt: ended } : {}),
    updatedAt: at,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'statuspage', instance: page.id, ...(incident.shortlink ? { url: incident.shortlink } : {}) },
    services: [],
    entities: entitiesOf(components, page, settings),
    title: title([settings.vendor || page.name, incident.name].filter(Boolean).join(': ')),
    diff: diffOf(told, settings),
    identities: [`statuspage:${page.id}/${incident.id}`],
    links: incident.shortlink ? [{ title: 'Status page', url: incident.shortlink }] : [],
    attributes: {
      status: cut(status, 60),
      ...(incident.impact ? { impact: cut(incident.impact, 60) } : {}),
      ...(planned === undefined ? {} : { maintenance: true, scheduledFor: planned, scheduledUntil: instant(incident.scheduled_until) ?? null }),
      ...(incident.backfilled === true ? { backfilled: true } : {}),
      ...(latest ? { latestUpdate: cut(latest, 1000) } : {}),
    },
  };
  return ok([{ kind: 'change', event: change }]);
};

type Told = Update & { readonly at: Time };
/** `display_at` is what its writer moved an update to; an incident told late shows when it was so. */
const toldAt = (update: Update): Time | undefined => instant(update.display_at) ?? instant(update.created_at);

/** A maintenance begins when it was planned to, or when somebody said that it had, if that was earlier. */
const beganAt = (incident: Incident, planned: Time | undefined, told: readonly Told[]): Time | undefined => {
  if (planned === undefined) return instant(incident.started_at) ?? instant(incident.created_at) ?? told[0]?.at;
  const running = told.find((update) => update.status.toLowerCase() === 'in_progress')?.at;
  return running !== undefined && running < planned ? running : planned;
};

/** Of all updates that every delivery repeats; a plan is no phase. */
const phasesOf = (told: readonly Told[], now: { phase: ChangePhase; at: Time }): { phase: ChangePhase; at: Time }[] => {
  const all = told.flatMap(({ status, at }) => {
    const phase = phaseOf(status.toLowerCase());
    return phase === undefined ? [] : [{ phase, at }];
  });
  return (all.length > 0 ? all : [now]).slice(-100);
};

/** What each component was before, and the worst it came to: what it is now says nothing once all is well again. */
const diffOf = (told: readonly Told[], settings: Settings): DiffEntry[] => {
  const moved = new Map<string, { before: string; after: string }>();
  for (const { name, old_status: before, new_status: after } of told.flatMap((update) => update.affected_components ?? [])) {
    if (!before || !after) continue;
    const known = moved.get(name);
    if (known === undefined) moved.set(name, { before, after: badness(after) > badness(before) ? after : before });
    else if (badness(after) > badness(known.after)) known.after = after;
  }
  return [...moved].filter(([, { before, after }]) => before !== after).slice(0, 200)
    .map(([name, { before, after }]) => ({ path: `components.${componentName(name, settings)}.status`, before: cut(before, 60), after: cut(after, 60) }));
};
