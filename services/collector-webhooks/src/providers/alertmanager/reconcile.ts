import { z } from 'zod';
import { apiOf } from '../../provider/api.js';
import { instant } from '../../provider/instant.js';
import { said } from '../../provider/lenient.js';
import { reconciler, type Page, type Question } from '../../provider/reconcile.js';

export const Reconcile = z.object({
  api: z.url().max(500).describe('Where Alertmanager is, with its path prefix: http://alertmanager.monitoring:9093.'),
  scheme: z.enum(['bearer', 'basic']).default('bearer').describe('How the token is shown: `bearer`, or `basic` where it is `<user>:<password>`.'),
  receiver: z.string().min(1).max(500).optional().describe('Only what is routed to it, a regular expression: `culprit` for just what the webhook is told.'),
  filter: z.array(z.string().min(1).max(500)).max(50).default([]).describe('Matchers that alerts have to fit: `severity=~"page|warning"`.'),
});
type Reconcile = z.output<typeof Reconcile>;

const Alerts = z.array(z.looseObject({ startsAt: said, labels: z.record(z.string(), z.string()) }));

const authorization = ({ scheme }: Reconcile, token: string): Record<string, string> => {
  if (token === '') return {};
  return { authorization: scheme === 'basic' ? `Basic ${Buffer.from(token).toString('base64')}` : `Bearer ${token}` };
};

/**
 * What began to fire since, and still does. One that is no longer listed has ended, or Alertmanager was started again and has not heard of it yet: the API
 * says neither which nor when, so nothing is said of it here. Alertmanager itself tells an end until it is taken.
 */
const gather = async function* ({ settings, token, since, fetch }: Question<Reconcile>): AsyncGenerator<Page> {
  const api = apiOf(settings.api, authorization(settings, token), fetch);
  const { said: alerts } = await api.get('/api/v2/alerts', { active: 'true', silenced: 'false', inhibited: 'false', receiver: settings.receiver, filter: settings.filter }, Alerts);
  // each by itself: one that cannot be read takes no other with it
  yield { rows: alerts.filter(({ startsAt }) => (instant(startsAt) ?? since) >= since).map((alert) => ({ body: [alert] })) };
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 900, gather });
