import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { statuspage } from './index.js';

interface Update { status: string; created_at: string; display_at: string }
interface Incident { id: string; status: string; resolved_at: string | null; scheduled_for: string | null; updated_at: string; incident_updates: Update[] }
interface Body { page: { id: string }; incident: Incident }
const body = (name: string): Body => (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: Body }).body;
const resolved = body('incident-resolved');
const planned = body('maintenance-planned');
/** The page as its JSON tells it: more of the page, and what is older. */
const page = { id: resolved.page.id, name: 'Acme', url: 'https://status.acme.example', time_zone: 'Etc/UTC', updated_at: '2017-12-26T07:37:20.837Z' };
const old = { ...resolved.incident, id: 'old', updated_at: '2017-11-01T00:00:00Z', incident_updates: [{ ...resolved.incident.incident_updates[0]!, created_at: '2017-11-01T00:00:00Z', display_at: '2017-11-01T00:00:00Z' }] };
const NOW = '2017-12-26T08:00:00.000Z';
const SINCE = '2017-12-26T07:00:00.000Z';

let api: VendorApi;
let rig: Reconciled;
let answer: (asked: Asked) => Answer | undefined;
let incidents: Incident[];
let maintenances: Incident[];
const standard = ({ path }: Asked): Answer | undefined => {
  if (path === '/api/v2/incidents.json') return { body: { page, incidents } };
  return path === '/api/v2/scheduled-maintenances.json' ? { body: { page, scheduled_maintenances: maintenances } } : undefined;
};
const settings = () => ({ page: `${api.url}/` });

beforeEach(async () => {
  answer = standard;
  incidents = [resolved.incident, old];
  maintenances = [];
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(statuspage, NOW, { vendor: 'Acme' });
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('a status page', () => {
  it('tells an incident with all its updates, under the id that the webhook gives', async () => {
    expect(await rig.round(settings(), SINCE)).toMatchObject({ found: 1, added: 1, unread: 0 });
    const [found] = await rig.changes();
    expect(found).toMatchObject({ kind: 'third-party', phase: 'succeeded', detectedBy: 'reconcile', occurredAt: '2017-12-26T07:32:00.507Z', finishedAt: '2017-12-26T07:37:20.785Z', phases: [{ phase: 'started' }, { phase: 'succeeded' }] });
    expect(found?.entities).toContain('statuspage:component/Acme Management Portal (example)');
    await rig.webhook({}, resolved);
    expect((await rig.changes())[1]?.id).toBe(found?.id);
  });

  it('adds nothing to what the webhooks have brought, nor in the next round', async () => {
    await rig.webhook({}, resolved);
    const before = await rig.changes();
    for (const last of [SINCE, '2017-12-26T07:40:00.000Z']) expect(await rig.round(settings(), last)).toMatchObject({ added: 0 });
    expect(await rig.changes()).toEqual(before);
  });

  it('tells that an incident began, and later that it is over', async () => {
    const [over, began] = resolved.incident.incident_updates;
    incidents = [{ ...resolved.incident, status: 'identified', resolved_at: null, incident_updates: [began!] }];
    await rig.round(settings(), SINCE);
    incidents = [{ ...resolved.incident, incident_updates: [over!, began!] }];
    await rig.round(settings(), SINCE);
    await rig.round(settings(), SINCE);
    expect((await rig.changes()).map(({ phase }) => phase)).toEqual(['started', 'succeeded']);
  });

  it('tells a maintenance once its time has come, though nobody says so', async () => {
    maintenances = [{ ...planned.incident, scheduled_for: '2017-12-26T09:00:00Z', incident_updates: [{ ...planned.incident.incident_updates[0]!, created_at: '2017-12-20T00:00:00Z', display_at: '2017-12-20T00:00:00Z' }] }];
    incidents = [];
    await rig.round(settings(), SINCE);
    expect(await rig.changes()).toEqual([]);
    maintenances = maintenances.map((each) => ({ ...each, scheduled_for: '2017-12-26T07:30:00Z' }));
    await rig.round(settings(), SINCE);
    expect(await rig.changes()).toMatchObject([{ phase: 'started', occurredAt: '2017-12-26T07:30:00.000Z', attributes: { maintenance: true } }]);
  });

  it('is shown no token', async () => {
    await rig.round(settings(), SINCE);
    expect(api.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([['/api/v2/incidents.json', undefined], ['/api/v2/scheduled-maintenances.json', undefined]]);
  });

  it.each([
    ['a page that is none', (): Answer => ({ status: 404, body: '<html>' }), /answers 404 to \/api\/v2\/incidents.json/],
    ['garbage', (): Answer => ({ body: '<html>' }), /answers no JSON/],
    ['another answer', (): Answer => ({ body: { page } }), /something else than expected.*incidents/],
    ['a server that fails', (): Answer => ({ status: 500 }), /answers 500/],
    ['a redirect', (): Answer => ({ status: 301, headers: { location: 'http://127.0.0.1:1/' } }), /not followed/],
  ])('ends the round in words at %s', async (_what, said, words) => {
    answer = said;
    await expect(rig.round(settings(), SINCE)).rejects.toThrow(words);
    expect(await rig.changes()).toEqual([]);
  });

  it('is left alone as long as it asks to', async () => {
    let first = true;
    answer = (asked) => {
      if (!first) return standard(asked);
      first = false;
      return { status: 429, headers: { 'retry-after': '60' } };
    };
    await rig.round(settings(), SINCE);
    expect(rig.waits).toEqual([60_000]);
  });
});
