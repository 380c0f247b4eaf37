import { describe, expect, it } from '@jest/globals';
import type { Service, World } from '@culprit/nest';
import { silentLogger } from '@culprit/ports';
import { z } from 'zod';
import { Status } from '../admin/status.js';
import { startServices, stopSteps } from './fleet.js';
import { stopInOrder } from './stop.js';

const told: string[] = [];
const service = (name: string, start?: () => Promise<never>): Service => ({
  name, config: z.object({}), needs: [],
  start: start ?? (async () => {
    told.push(`start ${name}`);
    return { readiness: () => ({ ready: true, reason: '' }), stop: async () => void told.push(`stop ${name}`) };
  }),
});
const world = {} as World;

describe('starting and stopping', () => {
  it('stops in reverse order of the start', async () => {
    told.length = 0;
    const status = new Status(['a', 'b']);
    const started = await startServices([service('a'), service('b')], () => world, {}, status);
    expect(status.now().every((one) => one.ready)).toBe(true);
    await stopInOrder(stopSteps(started), 1_000, silentLogger);
    expect(told).toEqual(['start a', 'start b', 'stop b', 'stop a']);
  });

  it('stops what had started when a later one fails, and says which failed', async () => {
    told.length = 0;
    const bad = service('bad', () => Promise.reject(new Error('no disk')));
    await expect(startServices([service('a'), bad, service('c')], () => world, {}, new Status([]))).rejects.toMatchObject({ message: 'bad did not start', cause: { message: 'no disk' } });
    expect(told).toEqual(['start a', 'stop a']);
  });

  it('goes on to the closing of the store behind a step that fails and one that hangs, and says which', async () => {
    let closed = false;
    const hangs = { name: 'hangs', run: () => new Promise<void>(() => {}) };
    const fails = { name: 'fails', run: () => Promise.reject(new Error('no')) };
    const store = { name: 'store', run: async () => { closed = true; } };
    expect(await stopInOrder([fails, hangs, store], 10, silentLogger)).toEqual({ hung: ['hangs'], failed: ['fails'] });
    expect(closed).toBe(true);
  });
});
