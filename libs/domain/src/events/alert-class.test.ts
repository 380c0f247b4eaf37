import { describe, expect, it } from '@jest/globals';
import { classOf } from './alert-class.js';

const of = (title: string, more: Partial<Parameters<typeof classOf>[0]> = {}): string => classOf({ class: 'other', title, ...more });

describe('the class of an alert', () => {
  it('is what its sender says', () => expect(of('High error rate', { class: 'latency' })).toBe('latency'));

  it.each([
    ['p99 latency of checkout', 'latency'],
    ['checkout: 5xx above 2 %', 'errors'],
    ['No requests received', 'traffic-loss'],
    ['NoRequestsReceived', 'traffic-loss'],
    ['NoDatabaseOperations', 'traffic-loss'],
    ['checkout OOMKilled', 'crash'],
    ['CPU above 90 %', 'saturation'],
    ['SLO burn', 'other'],
  ])('is read from its title where the sender says none: %s', (title, expected) => expect(of(title)).toBe(expected));

  it('is not read from the name of what it is about', () => expect([of('alert on queue-master', { service: 'queue-master' }), of('queue-master: errors', { service: 'queue-master' })]).toEqual(['other', 'errors']));
});
