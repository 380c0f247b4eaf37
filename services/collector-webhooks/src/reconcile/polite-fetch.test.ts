import { describe, expect, it } from '@jest/globals';
import { politeFetch } from './polite-fetch.js';

const NOW = Date.UTC(2026, 0, 15, 10);
const setUp = (...answers: (Response | Error)[]) => {
  const waits: number[] = [];
  const controller = new AbortController();
  const asked: string[] = [];
  const fetch = politeFetch({
    clock: { now: () => NOW }, signal: controller.signal, patienceMs: 60_000, wait: async (ms) => void waits.push(ms),
    fetch: async (input) => {
      asked.push(String(input));
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often');
      return answer;
    },
  });
  return { fetch, waits, asked, controller };
};
const status = (code: number, headers: Record<string, string> = {}): Response => new Response('x', { status: code, headers });

describe('asking a sender', () => {
  it('takes what is answered, also a refusal that waiting does not mend', async () => {
    const { fetch, waits } = setUp(status(200), status(404), status(403), status(401));
    expect([(await fetch('https://a.example/1')).status, (await fetch('https://a.example/2')).status, (await fetch('https://a.example/3')).status, (await fetch('https://a.example/4')).status]).toEqual([200, 404, 403, 401]);
    expect(waits).toEqual([]);
  });

  it('waits as long as it is told', async () => {
    const { fetch, waits } = setUp(status(429, { 'retry-after': '7' }), status(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 20) }), status(429, { 'x-ratelimit-reset': '3' }), status(200));
    expect((await fetch('https://a.example/')).status).toBe(200);
    expect(waits).toEqual([7_000, 20_000, 3_000]);
  });

  it('tries again what broke, and says at last what it was', async () => {
    const { fetch, waits } = setUp(status(500), new Error('reset'), status(200));
    expect((await fetch('https://a.example/')).status).toBe(200);
    expect(waits).toEqual([2_000, 4_000]);
    const down = setUp(new Error('1'), new Error('2'), new Error('3'), new Error('refused'));
    await expect(down.fetch('https://a.example/x?token=secret')).rejects.toThrow('a.example cannot be reached');
    await expect(setUp(status(502), status(502), status(502), status(502)).fetch('https://a.example/')).rejects.toThrow('a.example answers 502');
  });

  it('leaves a wait that is longer than a round to the next one', async () => {
    const { fetch, asked } = setUp(status(429, { 'retry-after': '3600' }));
    await expect(fetch('https://a.example/')).rejects.toThrow('a.example asks to wait 3600 s (rate limit)');
    expect(asked).toHaveLength(1);
  });

  it('ends when the round is called off', async () => {
    const { fetch, controller } = setUp(new Error('aborted'));
    controller.abort();
    await expect(fetch('https://a.example/')).rejects.toThrow('cannot be reached');
  });
});
