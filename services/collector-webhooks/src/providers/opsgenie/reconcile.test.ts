import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { opsgenie } from './index.js';

interface Row { id: string; createdAt: string; updatedAt: string; status: string; report?: object; [field: string]: unknown }
const row = (name: string): Row => JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'api', `${name}.json`), 'utf8')) as Row;
const acknowledged = row('alert-acknowledged');
const closed: Row = { ...acknowledged, id: 'closed-1', alias: 'checkout-errors', message: 'Errors of checkout', status: 'closed', createdAt: '2023-09-27T15:00:00.5Z', updatedAt: '2023-09-27T15:20:00.9Z', report: { ackTime: 60_000, closeTime: 1_200_399, closedBy: 'user1@example.com' } };
const older: Row = { ...closed, id: 'older', alias: 'older', createdAt: '2023-09-20T00:00:00Z', updatedAt: '2023-09-27T15:30:00Z', acknowledged: false, report: { closeTime: 657_000_000 } };
const alerts = [acknowledged, older, closed];
const incident: Row = { ...row('incident-resolved'), createdAt: '2023-09-27T14:00:00.003Z', updatedAt: '2023-09-27T15:21:21.49Z', impactStartDate: '2023-09-27T14:00:00.003Z' };
const entities = { entity: 'checkout', details: { service: 'checkout', env: 'prod' }, description: 'more than 5 %' };
const NOW = '2023-09-27T18:00:00.000Z';
const SINCE = '2023-09-27T14:30:00.000Z';

let api: VendorApi;
let rig: Reconciled;
let answer: (asked: Asked) => Answer | undefined;
const standard = ({ path, query, headers }: Asked): Answer | undefined => {
  if (headers.authorization !== 'GenieKey a-token') return { status: 401, body: { message: 'Key format is not valid!' } };
  if (path === '/v1/incidents') return { body: { data: [incident, row('incident-open')] } };
  const whole = alerts.find(({ id }) => path === `/v2/alerts/${encodeURIComponent(id)}`);
  if (whole !== undefined) return { body: { data: { ...whole, ...entities } } };
  if (path !== '/v2/alerts') return undefined;
  const from = Number(/updatedAt >= (\d+)/.exec(query.get('query') ?? '')?.[1]);
  return { body: { data: alerts.filter(({ updatedAt }) => Date.parse(updatedAt) >= from).slice(Number(query.get('offset'))) } };
};
const settings = (over: object = {}) => ({ api: api.url, ...over });

/** As the webhook tells an action: ns, ms. */
const hook = (action: string, alert: Row, at: string, over: object = {}) =>
  rig.webhook({}, { action, alert: { alertId: alert.id, alias: alert['alias'], message: alert['message'], tags: [], createdAt: Date.parse(alert.createdAt), updatedAt: `${Date.parse(at)}000110`, priority: 'P3', ...over } });
const hooks = async (): Promise<void> => {
  await hook('Create', acknowledged, acknowledged.createdAt);
  await hook('Acknowledge', acknowledged, acknowledged.updatedAt);
  await hook('Create', closed, closed.createdAt, entities);
  await hook('Acknowledge', closed, '2023-09-27T15:01:00.600Z');
  await hook('Close', closed, closed.updatedAt);
  await hook('Close', older, '2023-09-27T14:30:00.100Z');
  await rig.webhook({}, { action: 'Resolve', incident: { ...incident, incidentId: incident.id } });
};

beforeEach(async () => {
  answer = standard;
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(opsgenie, NOW);
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('what Opsgenie is asked for', () => {
  it('fills a gap: created, acknowledged, closed; an incident\'s end', async () => {
    expect(await rig.round(settings(), SINCE)).toMatchObject({ unread: 0, added: 7 });
    expect((await rig.alerts()).map(({ updatedAt, status, title }) => `${updatedAt} ${status} ${title}`).sort()).toEqual([
      '2023-09-27T14:30:00.000Z resolved Errors of checkout',
      '2023-09-27T15:00:00.500Z firing Errors of checkout', '2023-09-27T15:01:00.500Z acknowledged Errors of checkout', '2023-09-27T15:20:00.899Z resolved Errors of checkout',
      '2023-09-27T15:21:21.490Z resolved Incident#2', '2023-09-27T16:03:13.129Z firing Devops Research Incident', '2023-09-27T16:05:51.578Z acknowledged Devops Research Incident',
    ]);
    expect((await rig.alerts()).find(({ status, title }) => status === 'firing' && title === 'Errors of checkout')).toMatchObject({ environment: 'production', entities: ['service:checkout', 'checkout'] });
  });

  it('adds nothing to what the webhooks have brought', async () => {
    await hooks();
    const before = await rig.alerts();
    expect(before).toHaveLength(7);
    expect(await rig.round(settings(), SINCE)).toMatchObject({ found: 7, added: 0 });
    expect(await rig.alerts()).toEqual(before);
  });

  it('is asked page by page for what its own search finds, without incidents where there are none', async () => {
    const many = Array.from({ length: 150 }, (_, at) => ({ ...closed, id: `many-${at}`, createdAt: '2023-09-26T00:00:00Z' }));
    answer = (asked) => (asked.path === '/v1/incidents' ? { status: 403 } : { body: { data: many.slice(Number(asked.query.get('offset'))).slice(0, 100) } });
    expect(await rig.round(settings({ query: 'tag: prod', incidents: false }), SINCE)).toMatchObject({ unread: 0 });
    expect(api.asked.map(({ query }) => [query.get('offset'), query.get('order'), query.get('query')])).toEqual(['0', '100'].map((offset) => [offset, 'desc', expect.stringMatching(/^\(tag: prod\) AND updatedAt >= \d{13}$/)]));
  });

  it.each([
    ['a wrong token', (): Answer => ({ status: 401 }), /does not let the token see \/v2\/alerts \(401\)/],
    ['garbage', (): Answer => ({ body: '<html>' }), /answers no JSON/],
    ['another answer', (): Answer => ({ body: { data: [{ id: 'x' }] } }), /something else than expected.*createdAt/],
    ['a server that fails', (): Answer => ({ status: 500 }), /answers 500/],
  ])('ends the round in words at %s', async (_what, said, words) => {
    answer = said;
    await expect(rig.round(settings(), SINCE)).rejects.toThrow(words);
    expect(await rig.alerts()).toEqual([]);
  });

  it('waits where Opsgenie asks to', async () => {
    let first = true;
    answer = (asked) => {
      if (!first) return standard(asked);
      first = false;
      return { status: 429, headers: { 'retry-after': '12' } };
    };
    await rig.round(settings(), SINCE);
    expect(rig.waits).toEqual([12_000]);
  });
});
