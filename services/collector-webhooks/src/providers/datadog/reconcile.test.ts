import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { datadog } from './index.js';

interface Listed { attributes: { timestamp: string } }
const all = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'api', 'events.json'), 'utf8')) as Listed[];
const template = readFileSync(join(import.meta.dirname, 'template.json'), 'utf8');
const NOW = '2026-01-15T11:00:00.000Z';

let api: VendorApi;
let rig: Reconciled;
let answer: (asked: Asked) => Answer | undefined;
/** Two a page, the oldest first. */
const standard = ({ path, query, headers }: Asked): Answer | undefined => {
  if (headers.authorization !== 'Bearer a-token') return { status: 403, body: { errors: ['Forbidden'] } };
  if (path !== '/api/v2/events') return undefined;
  const [from, to] = [Number(query.get('filter[from]')), Number(query.get('filter[to]'))];
  const found = all.filter(({ attributes: { timestamp } }) => Date.parse(timestamp) >= from && Date.parse(timestamp) <= to).sort((a, b) => (a.attributes.timestamp < b.attributes.timestamp ? -1 : 1));
  const at = Number(query.get('page[cursor]') ?? 0);
  return { body: { data: found.slice(at, at + 2), meta: { page: at + 2 < found.length ? { after: String(at + 2) } : {}, status: 'done' }, links: { next: 'http://127.0.0.1:1/elsewhere' } } };
};
const settings = () => ({ api: api.url, organization: { id: 11_023, name: 'acme' }, query: 'source:alert OR category:change' });

/** What the template becomes, as Datadog renders it. */
const hook = (values: Record<string, string>) => {
  const whole: Record<string, string> = { ORG_ID: '11023', ORG_NAME: 'acme', ...values };
  return rig.webhook({}, JSON.parse(template.replaceAll(/\$([A-Z_]+)/g, (said, name: string) => whole[name] ?? said)));
};
const hooks = async (): Promise<void> => {
  const errors = { ALERT_ID: '148275310', ALERT_TITLE: 'Errors of checkout on {service:checkout}', ALERT_SCOPE: 'service:checkout,env:prod', TAGS: 'env:prod,service:checkout,monitor' };
  await hook({ ...errors, ID: '7716548234011234568', ALERT_TRANSITION: 'Triggered', EVENT_TITLE: '[P2] [Triggered on {service:checkout,env:prod}] Errors of checkout', DATE: '1768471200000', ALERT_PRIORITY: 'P2' });
  // a time told to the second
  await hook({ ...errors, ID: '7716548234011234999', ALERT_TRANSITION: 'Recovered', EVENT_TITLE: '[P2] [Recovered on {service:checkout,env:prod}] Errors of checkout', DATE: '1768472400000', ALERT_PRIORITY: 'P2' });
  await hook({ ID: '7716548234011234777', ALERT_ID: '148275311', ALERT_TRANSITION: 'No Data', EVENT_TITLE: '[No Data] Checks of the payment provider', DATE: '1768471500000' });
  await hook({ ID: '7716548234011234555', EVENT_TYPE: 'change_tracking', EVENT_TITLE: 'fallback_payments_test feature flag updated', DATE: '1768471080000', TAGS: 'env:prod' });
};

beforeEach(async () => {
  answer = standard;
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(datadog, NOW);
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('what Datadog is asked for', () => {
  it('fills a gap, page by page', async () => {
    expect(await rig.round(settings(), '2026-01-15T09:00:00.000Z')).toMatchObject({ found: 4, added: 4, unread: 0 });
    expect((await rig.alerts()).map(({ status, title, severity, startsAt, endsAt, entities }) => [status, title, severity, startsAt ?? endsAt, entities[0]]).sort()).toEqual([
      ['firing', 'Checks of the payment provider', 'medium', '2026-01-15T10:05:00.000Z', 'datadog:monitor/148275311'],
      ['firing', 'Errors of checkout', 'high', '2026-01-15T10:00:00.000Z', 'service:checkout'],
      ['resolved', 'Errors of checkout', 'high', '2026-01-15T10:20:00.417Z', 'service:checkout'],
    ]);
    expect(await rig.changes()).toMatchObject([{ kind: 'feature-flag', detectedBy: 'reconcile', actor: { name: 'datadog@acme.example' }, diff: [{ before: '10%', after: '50%' }] }]);
    expect(api.asked.map(({ query }) => query.get('page[cursor]'))).toEqual([null, '2', '4']);
  });

  it('adds nothing to what the webhooks have brought, nor in the next round', async () => {
    await hooks();
    const before = [await rig.alerts(), await rig.changes()];
    expect(before.map(({ length }) => length)).toEqual([3, 1]);
    expect(await rig.round(settings(), '2026-01-15T09:00:00.000Z')).toMatchObject({ found: 4, added: 0 });
    expect([await rig.alerts(), await rig.changes()]).toEqual(before);
  });

  it('adds nothing in the next round', async () => {
    await rig.round(settings(), '2026-01-15T09:00:00.000Z');
    expect(await rig.round(settings(), '2026-01-15T09:30:00.000Z')).toMatchObject({ added: 0 });
  });

  it('is asked with both keys where both are given, and in its own time', async () => {
    const shown: unknown[] = [];
    answer = ({ headers }) => {
      shown.push(headers['dd-api-key'], headers['dd-application-key'], headers.authorization);
      return { body: { data: [] } };
    };
    const { reconcile } = datadog;
    const question = { settings: reconcile!.settings.parse(settings()), token: 'key:application', endpoint: 'acme', since: '2026-01-15T09:00:00.000Z', until: NOW, receivedAt: NOW, fetch };
    for await (const page of reconcile!.gather(question)) expect(page.rows).toEqual([]);
    expect(shown).toEqual(['key', 'application', undefined]);
  });

  it.each([
    ['a wrong token', (): Answer => ({ status: 403, body: { errors: ['Forbidden'] } }), /does not let the token see \/api\/v2\/events \(403\)/],
    ['garbage', (): Answer => ({ body: '<html>' }), /answers no JSON/],
    ['another answer', (): Answer => ({ body: { data: [{ id: 1 }] } }), /something else than expected.*attributes/],
    ['a server that fails', (): Answer => ({ status: 502 }), /answers 502/],
    ['a redirect', (): Answer => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }), /not followed/],
  ])('ends the round in words at %s', async (_what, said, words) => {
    answer = said;
    await expect(rig.round(settings(), '2026-01-15T09:00:00.000Z')).rejects.toThrow(words);
    expect(await rig.alerts()).toEqual([]);
  });

  it('waits until the rate limit is whole again', async () => {
    let first = true;
    answer = (asked) => {
      if (!first) return standard(asked);
      first = false;
      return { status: 429, headers: { 'x-ratelimit-reset': '9', 'x-ratelimit-remaining': '0' } };
    };
    expect(await rig.round(settings(), '2026-01-15T10:40:00.000Z')).toMatchObject({ unread: 0 });
    expect(rig.waits).toEqual([9_000]);
  });
});
