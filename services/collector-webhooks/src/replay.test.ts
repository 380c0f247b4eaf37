import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { standardWebhooks, TOLERANCE_MS } from './provider/signature.js';
import { providers } from './providers/index.js';
import { configuration, recordsOf, startRig, TOKEN, type Rig } from './testing/rig.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const signing = providers.filter(({ credential }) => credential === 'SECRETS');
const variable = (name: string, credential: string): string => `COLLECTOR_WEBHOOKS_${name.toUpperCase().replaceAll('-', '_')}_${credential}`;
let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ ...configuration, ...Object.fromEntries(providers.map(({ name, credential }) => [variable(name, credential), credential === 'TOKENS' ? TOKEN : SECRET])) });
});
afterAll(() => rig.stop());

const statements = async (): Promise<string[]> => {
  const records = (await Promise.all([topics.changes, topics.alerts].map(({ name }) => recordsOf(rig.log, name)))).flat();
  return [...new Set(records.map(({ headers }) => headers['ce_id'] ?? ''))].sort();
};
const keys = async (): Promise<string[]> => [...new Set((await Promise.all([topics.changes, topics.alerts].map(({ name }) => recordsOf(rig.log, name)))).flat().map(({ key }) => String(key)))].sort();

describe('a delivery that somebody captured and sends again', () => {
  it.each(providers.map((provider) => [provider.name, provider] as const))('of %s tells nothing new', async (name, provider) => {
    const at = Date.now();
    const { headers, body } = provider.sample(new Date(at - 60_000).toISOString());
    const text = JSON.stringify(body);
    const secret = provider.credential === 'TOKENS' ? TOKEN : SECRET;
    const send = () => rig.post(`/webhooks/${name}`, text, { ...headers, ...provider.sign(secret, Buffer.from(text), at) });
    const first = await send();
    expect([first.status, first.body['status']]).toEqual([200, 'accepted']);
    const [told, known] = [await statements(), await keys()];
    const again = await send();
    expect([again.status, again.body['ids']]).toEqual([200, first.body['ids']]);
    expect(await keys()).toEqual(known);
    // Only the moment of arrival differs between what is told twice.
    expect((await statements()).length - told.length).toBeLessThanOrEqual((first.body['ids'] as string[]).length);
  });

  it('is refused where its time is signed, once it is five minutes old, and where its time is not', () => {
    const { verify, sign } = standardWebhooks();
    const body = Buffer.from('{}');
    const verified = verify([SECRET], { settings: undefined, fetchText: () => Promise.reject(new Error('nothing is fetched here')) });
    const sent = 1_768_471_200_000;
    const headers = sign(SECRET, body, sent);
    expect([0, TOLERANCE_MS - 1000, TOLERANCE_MS + 1000, -TOLERANCE_MS - 1000].map((later) => verified({ headers, body, now: sent + later }))).toEqual([true, true, false, false]);
    expect(verified({ headers: { ...headers, 'webhook-timestamp': String(sent / 1000 + 600) }, body, now: sent + 600_000 })).toBe(false);
  });

  it('of a provider that signs a time is refused by it', async () => {
    const old = Date.now() - TOLERANCE_MS - 60_000;
    const timed = signing.filter(({ sign }) => Object.keys(sign(SECRET, Buffer.from('{}'), old)).includes('webhook-timestamp'));
    for (const provider of timed) {
      const text = JSON.stringify(provider.sample(new Date(old).toISOString()).body);
      expect([provider.name, (await rig.post(`/webhooks/${provider.name}`, text, { ...provider.sample('2026-01-15T10:00:00.000Z').headers, ...provider.sign(SECRET, Buffer.from(text), old) })).status]).toEqual([provider.name, 401]);
    }
  });
});
