import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { plainSettings } from './delivery/interpret.js';
import { hashed, isToken, sameText } from './provider/signature.js';
import { providers } from './providers/index.js';
import { configuration, startRig } from './testing/rig.js';
import { variableOf } from './config.js';

// What docs/testing.md lists as the receiver's security tests and no other file here says. S4 to S9 stand where their code does.

const SECRET = 'a-secret-of-the-tests';
const NOW = Date.parse('2026-01-15T10:30:00Z');
const nowhere = (): Promise<string> => Promise.reject(new Error('nothing is fetched here'));

describe('S1: comparing secrets', () => {
  it('takes as long for what differs at once as for what differs at the end', () => {
    const long = 'a'.repeat(200_000);
    const others = [`b${long.slice(1)}`, `${long.slice(1)}b`, long];
    const least = others.map(() => Number.POSITIVE_INFINITY);
    // in turns: what else the machine does meets all of them; code is made for it first
    for (let round = -20; round < 200; round++) {
      for (const [at, other] of others.entries()) {
        const began = performance.now();
        sameText(long, other);
        if (round >= 0) least[at] = Math.min(least[at] ?? 0, performance.now() - began);
      }
    }
    expect(Math.max(...least) / Math.min(...least)).toBeLessThan(2);
    expect([sameText('a', 'ab'), sameText('', ''), sameText('é', 'e\u0301')]).toEqual([false, true, false]);
  });
});

describe('S2: a captured request that is sent again', () => {
  it('adds nothing: its ids are the same, whoever sent it', async () => {
    const rig = await startRig({ ...configuration, ...Object.fromEntries(providers.map((provider) => [variableOf(provider), SECRET])) });
    try {
      for (const provider of providers) {
        const { headers, body } = provider.sample('2026-01-15T10:00:00.000Z');
        const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
        const signed = { ...headers, ...provider.sign(SECRET, bytes, Date.now()) };
        const [first, second] = [await rig.post(`/webhooks/${provider.name}`, bytes, signed), await rig.post(`/webhooks/${provider.name}`, bytes, signed)];
        expect([provider.name, first.status, second.body]).toEqual([provider.name, 200, first.body]);
      }
    } finally {
      await rig.stop();
    }
  });

  it('is refused after five minutes where a time is signed', async () => {
    const body = Buffer.from('{"a":1}');
    const timed = providers.filter(({ sign }) => JSON.stringify(sign(SECRET, body, NOW)) !== JSON.stringify(sign(SECRET, body, NOW + 3_600_000)));
    expect(timed.length).toBeGreaterThan(0);
    for (const provider of timed) {
      const headers = provider.sign(SECRET, body, NOW);
      const verified = provider.verify([SECRET], { settings: plainSettings(provider), fetchText: nowhere });
      expect([provider.name, await verified({ headers, body, now: NOW + 299_000 }), await verified({ headers, body, now: NOW + 301_000 })]).toEqual([provider.name, true, false]);
    }
  });
});

describe('S3: a token', () => {
  const TOKEN = 'b7a9c1d2e3f40516273849a0b1c2d3e4b7a9c1d2e3f40516273849a0b1c2d3e4';

  it('is not guessed by its beginning, its end, its hash, or another case', () => {
    const guesses = ['', TOKEN.slice(1), TOKEN.slice(0, -1), `${TOKEN} `, TOKEN.toUpperCase(), hashed(TOKEN), hashed(TOKEN).slice(7), '*', 'null', 'undefined', '[object Object]'];
    for (const kept of [TOKEN, hashed(TOKEN)]) expect(guesses.filter((guess) => isToken([kept], guess))).toEqual([]);
    expect(isToken([hashed(TOKEN)], TOKEN)).toBe(true);
  });

  it('counts beside the one that follows it, and no more once it is taken away', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'culprit-token-'));
    const file = join(folder, 'endpoints.yaml');
    const list = (...tokens: readonly string[]) => writeFile(file, `- {provider: cloudevents, name: ci, secrets: [${tokens.map((token) => `{hash: "${hashed(token)}"}`).join(', ')}]}\n`);
    await list(TOKEN);
    const rig = await startRig({ ...configuration, ENDPOINTS_FILE: file });
    try {
      const { headers, body } = providers.find(({ name }) => name === 'cloudevents')!.sample('2026-01-15T10:00:00.000Z');
      const status = async (token: string): Promise<number> => (await rig.post('/webhooks/cloudevents/ci', JSON.stringify(body), { ...headers, authorization: `Bearer ${token}` })).status;
      const until = async (token: string, wanted: number): Promise<void> => {
        for (let tries = 0; tries < 600 && (await status(token)) !== wanted; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
      };
      expect([await status(TOKEN), await status(`${TOKEN}2`)]).toEqual([200, 401]);
      await list(TOKEN, `${TOKEN}2`);
      await until(`${TOKEN}2`, 200);
      expect([await status(TOKEN), await status(`${TOKEN}2`)]).toEqual([200, 200]);
      await list(`${TOKEN}2`);
      await until(TOKEN, 401);
      expect([await status(TOKEN), await status(`${TOKEN}2`)]).toEqual([401, 200]);
    } finally {
      await rig.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }, 90_000);
});
