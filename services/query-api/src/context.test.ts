import { describe, expect, it } from '@jest/globals';
import { systemClock, type ReadStore } from '@culprit/ports';
import { Config } from './config.js';
import { contextOf } from './context.js';

const store = {} as ReadStore;
const never = () => new Promise<string>(() => {});

describe('the time of a request', () => {
  it('is five seconds, unless somebody says otherwise', () => {
    expect(Config.parse({}).QUERY_API_SECONDS).toBe(5);
    expect(Config.safeParse({ QUERY_API_SECONDS: '0' }).success).toBe(false);
  });

  it('covers all that one request asks: what ends within it is answered, what ends after it is not', async () => {
    const time = new AbortController();
    const { ask } = contextOf({ store, clock: systemClock }, [], undefined, 5, time.signal);
    expect(await ask(async () => 'answered')).toBe('answered');
    expect(await ask(async () => 'answered')).toBe('answered');
    const asked = ask(never);
    time.abort();
    await expect(asked).rejects.toThrow('no answer within 5 s');
    await expect(ask(async () => 'too late')).rejects.toMatchObject({ extensions: { code: 'TIMEOUT' } });
  });

  it('is over by itself', async () => {
    const { ask } = contextOf({ store, clock: systemClock }, [], undefined, 0.05);
    await expect(ask(never)).rejects.toThrow('no answer within 0.05 s');
  });
});
