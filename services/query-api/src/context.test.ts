import { describe, expect, it } from '@jest/globals';
import { systemClock, type ReadStore } from '@culprit/ports';
import { contextOf } from './context.js';
import { limits } from './limits/check.js';

const store = {} as ReadStore;
const after = (milliseconds: number) => () => new Promise<string>((resolve) => setTimeout(() => resolve('answered'), milliseconds));

describe('the time of a request', () => {
  it('is five seconds', () => {
    expect(limits.milliseconds).toBe(5000);
  });

  it('covers all that one request asks: what ends within it is answered, what ends after it is not', async () => {
    const { ask } = contextOf({ store, clock: systemClock }, [], undefined, 200);
    expect(await ask(after(20))).toBe('answered');
    expect(await ask(after(20))).toBe('answered');
    await expect(ask(after(400))).rejects.toThrow('no answer within 5 s');
    await expect(ask(after(0))).rejects.toMatchObject({ extensions: { code: 'TIMEOUT' } });
  });
});
