import { afterEach, describe, expect, it, jest } from '@jest/globals';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { stopIdleSpin } from './idle-spin.js';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** A queue as kafkajs's connection makes it. */
const queueOf = (maxInFlightRequests: number | null) =>
  Reflect.construct(RequestQueue, [{ maxInFlightRequests, requestTimeout: 1000, enforceRequestTimeout: false, clientId: 'c', broker: 'b', logger: quiet }]) as RequestQueue & {
    push(request: unknown): void; maybeThrottle(ms: number): void;
  };
const request = (correlationId: number, sendRequest: () => void) =>
  ({ entry: { correlationId, apiKey: 0, apiName: 'x', apiVersion: 0, resolve: () => {}, reject: () => {} }, expectResponse: true, sendRequest });

describe('a request queue of kafkajs', () => {
  afterEach(() => void jest.useRealTimers());

  it('has no timer while nothing waits', () => {
    stopIdleSpin();
    jest.useFakeTimers();
    queueOf(null).checkPendingRequests();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('sends what was held back when the throttling ends, and is quiet again', () => {
    stopIdleSpin();
    jest.useFakeTimers();
    const queue = queueOf(null);
    const sent: number[] = [];
    queue.maybeThrottle(50);
    queue.push(request(1, () => void sent.push(1)));
    jest.advanceTimersByTime(40);
    expect(sent).toEqual([]);
    jest.advanceTimersByTime(20);
    expect(sent).toEqual([1]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
