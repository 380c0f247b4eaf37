import type { Time } from '@culprit/domain';
import { z } from 'zod';
import { apiOf } from '../../provider/api.js';
import { instant } from '../../provider/instant.js';
import { reconciler, type Page, type Question } from '../../provider/reconcile.js';

export const Reconcile = z.object({
  page: z.url().max(500).describe('Address of the status page: https://www.githubstatus.com.'),
});
type Reconcile = z.output<typeof Reconcile>;

const time = z.string().nullish();
const Told = z.looseObject({
  id: z.string(),
  updated_at: time,
  scheduled_for: time,
  incident_updates: z.array(z.looseObject({ display_at: time, created_at: time })).nullish(),
});
type Told = z.output<typeof Told>;
const page = z.looseObject({ id: z.string() });
const Incidents = z.object({ page, incidents: z.array(Told) });
const Maintenances = z.object({ page, scheduled_maintenances: z.array(Told) });

/** When it last came to something: an update, or the time that a maintenance was planned for. */
const movedAt = ({ updated_at: updated, scheduled_for: planned, incident_updates: updates }: Told, until: Time): Time => {
  const told = (updates ?? []).flatMap((update) => instant(update.display_at) ?? instant(update.created_at) ?? []);
  const begins = instant(planned);
  return [...(told.length > 0 ? told : [instant(updated) ?? '']), ...(begins !== undefined && begins <= until ? [begins] : [])].sort().at(-1) ?? '';
};

const gather = async function* ({ settings, since, until, fetch }: Question<Reconcile>): AsyncGenerator<Page> {
  const api = apiOf(settings.page, {}, fetch);
  const incidents = (await api.get('/api/v2/incidents.json', {}, Incidents)).said;
  const maintenances = (await api.get('/api/v2/scheduled-maintenances.json', {}, Maintenances)).said;
  for (const { page, all } of [{ page: incidents.page, all: incidents.incidents }, { page: maintenances.page, all: maintenances.scheduled_maintenances }]) {
    yield { rows: all.filter((told) => movedAt(told, until) >= since).map((incident) => ({ body: { page, incident } })) };
  }
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 300, gather });
