import { afterEach, describe, expect, it } from '@jest/globals';
import { LogUnavailable, type EventLog } from '@culprit/ports';
import { ApiFailure } from '../api/api.js';
import type { LeaseApi } from './api.js';
import { elected, type Term } from './election.js';
import { fenced } from './fenced.js';
import { isFree, observe, released, usualTimes, type Lease, type Times } from './lease.js';

/** A lease as an API server keeps it: who wrote without having seen the newest is refused. */
const store = () => {
  let lease: Lease | undefined;
  let version = 0;
  const api: LeaseApi = {
    get: () => Promise.resolve(lease),
    put: (next) => {
      if ((lease?.metadata.resourceVersion ?? '') !== (next.metadata.resourceVersion ?? '')) return Promise.reject(new ApiFailure(409, 'conflict'));
      lease = { ...next, metadata: { ...next.metadata, resourceVersion: String(++version) } };
      return Promise.resolve(lease);
    },
  };
  return { api, holder: () => lease?.spec?.holderIdentity, now: () => lease };
};
const quick: Times = { leaseSeconds: 1.5, marginMs: 300, renewMs: 150, lookMs: 50 };
const stops: AbortController[] = [];
const terms: Term[] = [];

/** Stands for election with clocks of its own, which can be stopped as a paused process's renewals are. */
const stand = async (api: LeaseApi, me: string) => {
  const stop = new AbortController();
  stops.push(stop);
  let [paused, ahead] = [false, 0];
  const frozen: LeaseApi = {
    get: () => (paused ? new Promise(() => undefined) : api.get()),
    put: (lease) => (paused ? new Promise(() => undefined) : api.put(lease)),
  };
  const said: string[] = [];
  const term = elected({ api: frozen, me, name: 'l', times: quick, clock: { now: () => Date.now() + ahead }, signal: stop.signal, standsBy: (reason) => void said.push(reason) }).then((got) => {
    if (got !== undefined) terms.push(got);
    return got!;
  });
  return { term, said, stop, pause: () => void (paused = true), sleep: (ms: number) => void (ahead += ms) };
};
afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort();
  for (const term of terms.splice(0)) void term.end();
});

describe('a lease', () => {
  it('is free when it is given back, ours, or has not moved for its time by our own clock, whatever its times say', () => {
    const lease: Lease = { metadata: { name: 'l', resourceVersion: '1' }, spec: { holderIdentity: 'a', leaseDurationSeconds: 9, renewTime: '1999-01-01T00:00:00.000000Z' } };
    const first = observe(undefined, lease, 1_000);
    expect([isFree(lease, first, 'b', usualTimes, 9_999), isFree(lease, first, 'b', usualTimes, 10_000), isFree(lease, first, 'a', usualTimes, 1_000), isFree(released(lease, 0), first, 'b', usualTimes, 1_000)]).toEqual([false, true, true, true]);
    expect(observe(first, lease, 5_000).sinceMs).toBe(1_000);
    expect(observe(first, { ...lease, metadata: { name: 'l', resourceVersion: '2' } }, 5_000).sinceMs).toBe(5_000);
  });

  it('has one holder; another follows when it is given back, at once, and when it is silent, after its time', async () => {
    const { api, holder } = store();
    const one = await stand(api, 'one');
    const first = await one.term;
    const two = await stand(api, 'two');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect([holder(), first.has(), two.said]).toEqual(['one', true, expect.arrayContaining(['one'])]);
    await first.end();
    const second = await two.term;
    expect([holder(), first.has(), second.has()]).toEqual(['two', false, true]);

    const three = await stand(api, 'three');
    two.pause();
    const silent = performance.now();
    const third = await three.term;
    expect(performance.now() - silent).toBeLessThan(6_000);
    // who was silent knows that it is over before anybody else had it
    expect([second.has(), third.has(), second.over.aborted]).toEqual([false, true, true]);
  });

  it('is over for who slept, though its timers have not run, and what it writes goes nowhere', async () => {
    const { api } = store();
    const one = await stand(api, 'one');
    const term = await one.term;
    const written: unknown[] = [];
    const log = fenced({ append: async (records: unknown) => void written.push(records) } as unknown as EventLog, term);
    await log.append([]);
    one.sleep(1_500);
    await expect(log.append([])).rejects.toThrow(LogUnavailable);
    expect(written).toHaveLength(1);
  });

  it('that somebody else took is over as soon as that is seen', async () => {
    const { api, now } = store();
    const term = await (await stand(api, 'one')).term;
    await api.put({ ...now()!, spec: { ...now()!.spec, holderIdentity: 'thief' } });
    await new Promise((resolve) => term.over.addEventListener('abort', resolve));
    expect(term.has()).toBe(false);
  });
});
