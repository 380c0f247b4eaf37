import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { fingerprintOf } from './fingerprint.js';
import { alertmanager } from './index.js';

interface Listed { startsAt: string; labels: Record<string, string>; fingerprint: string }
const listed = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'api', 'alerts.json'), 'utf8')) as Listed[];
const NOW = '2026-01-15T10:32:00.000Z';
const SINCE = '2026-01-15T10:10:00.000Z';

let api: VendorApi;
let rig: Reconciled;
let answer: (asked: Asked) => Answer | undefined;
const standard = ({ path, headers }: Asked): Answer | undefined => {
  if (headers.authorization !== 'Bearer a-token') return { status: 401, body: 'Unauthorized' };
  return path === '/prefix/api/v2/alerts' ? { body: listed } : undefined;
};
const settings = (over: object = {}) => ({ api: `${api.url}/prefix/`, ...over });
const hook = (...alerts: object[]) => rig.webhook({}, { version: '4', groupKey: '{}:{}', receiver: 'culprit', alerts });
/** As the notification tells it: nanoseconds, no end. */
const notified = ({ labels, startsAt, fingerprint }: Listed) => ({ status: 'firing', labels, annotations: { summary: 'Errors' }, startsAt: startsAt.replace('Z', '456789Z'), endsAt: '0001-01-01T00:00:00Z', fingerprint });

beforeEach(async () => {
  answer = standard;
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(alertmanager, NOW);
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('what Alertmanager is asked for', () => {
  it('fills a gap with what began since and still fires', async () => {
    expect(listed.map(({ labels }) => fingerprintOf(labels))).toEqual(listed.map(({ fingerprint }) => fingerprint));
    expect(await rig.round(settings(), SINCE)).toMatchObject({ found: 2, added: 2, unread: 0 });
    const found = await rig.alerts();
    expect(found.map(({ status, title, startsAt, labels }) => [status, title, startsAt, labels['alertname']]).sort()).toEqual([
      ['firing', 'Errors of checkout are high', '2026-01-15T10:00:00.123Z', 'HighErrorRate'], ['firing', 'Errors of checkout are high', '2026-01-15T10:20:00.000Z', 'HighLatency'],
    ]);
    const ids = new Set(found.map(({ id }) => id));
    await hook(...listed.slice(0, 2).map(notified));
    expect(new Set((await rig.alerts()).map(({ id }) => id))).toEqual(ids);
  });

  it('adds nothing to what the webhooks have brought, however long it fires', async () => {
    await hook(...listed.slice(0, 2).map(notified));
    const before = await rig.alerts();
    for (const last of [SINCE, SINCE, '2026-01-15T10:31:00.000Z']) expect(await rig.round(settings(), last)).toMatchObject({ added: 0 });
    expect(await rig.alerts()).toEqual(before);
  });

  it('says nothing of what is not listed any more', async () => {
    await hook(...listed.slice(0, 2).map(notified));
    answer = () => ({ body: [] });
    expect(await rig.round(settings(), SINCE)).toMatchObject({ found: 0, added: 0, unread: 0 });
    expect((await rig.alerts()).map(({ status }) => status)).toEqual(['firing', 'firing']);
  });

  it('is asked as it is configured', async () => {
    answer = ({ headers }) => (headers.authorization === `Basic ${Buffer.from('a-token').toString('base64')}` ? { body: [] } : { status: 401 });
    await rig.round(settings({ scheme: 'basic', receiver: 'culprit', filter: ['severity="page"', 'team="a"'] }), SINCE);
    const query = api.asked[0]?.query;
    expect([query?.get('silenced'), query?.get('inhibited'), query?.get('receiver'), query?.getAll('filter')]).toEqual(['false', 'false', 'culprit', ['severity="page"', 'team="a"']]);
  });

  it.each([
    ['a wrong token', (): Answer => ({ status: 401, body: 'Unauthorized' }), /does not let the token see \/api\/v2\/alerts \(401\)/],
    ['garbage', (): Answer => ({ body: '<html>' }), /answers no JSON/],
    ['another answer', (): Answer => ({ body: { status: 'success', data: [] } }), /something else than expected/],
    ['a server that fails', (): Answer => ({ status: 503 }), /answers 503/],
    ['a redirect', (): Answer => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }), /not followed/],
  ])('ends the round in words at %s', async (_what, said, words) => {
    answer = said;
    await expect(rig.round(settings(), SINCE)).rejects.toThrow(words);
    expect(await rig.alerts()).toEqual([]);
  });
});
