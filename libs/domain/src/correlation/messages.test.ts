import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

// As collector-otel tells of messages: from who sends to who consumes, and from who sends to the topic.
const sends = (from: string, to: string): CulpritEvent => calls(from, to, { kind: 'messaging' });
const first = (...events: CulpritEvent[]) => {
  const fold = createFold(testRules);
  for (const event of events) fold.add(event);
  const [suspect] = fold.incidents('production')[0]?.body.suspects ?? [];
  return suspect === undefined ? undefined : { service: suspect.service, path: suspect.path, hops: suspect.reasons.find((r) => r.signal === 'hops')?.sentence };
};

describe('messages', () => {
  const deploy = (service: string): CulpritEvent => change('c', service, at('09:58'));
  const alert = (service: string, alertClass = 'errors'): CulpritEvent => firing('a', 'f', service, at('10:00'), { class: alertClass });

  it('that a service sends harm who consumes them', () => {
    expect(first(sends('cart', 'mail'), alert('mail'), deploy('cart'))).toEqual({ service: 'cart', path: ['cart', 'mail'], hops: 'cart sends what mail consumes (1 hop)' });
  });

  it('also through a topic that is known by its own name', () => {
    const topic = [sends('cart', 'kafka:orders'), sends('kafka:orders', 'mail')];
    expect(first(...topic, alert('mail'), deploy('cart'))).toEqual({ service: 'cart', path: ['cart', 'kafka:orders', 'mail'], hops: 'cart sends what mail consumes through kafka:orders (2 hops)' });
  });

  it('that nobody consumes pile up at the topic and at who sends them', () => {
    const topic = [sends('cart', 'kafka:orders'), sends('kafka:orders', 'mail'), sends('cart', 'mail')];
    expect(first(...topic, alert('kafka:orders', 'saturation'), deploy('mail'))).toMatchObject({ service: 'mail', path: ['kafka:orders', 'mail'] });
    expect(first(...topic, alert('cart', 'saturation'), deploy('mail'))).toMatchObject({ service: 'mail', path: ['cart', 'mail'] });
  });

  it('are no calls: who calls is not to blame for what fails', () => {
    expect(first(calls('cart', 'mail'), alert('mail'), deploy('cart'))).toBeUndefined();
    expect(first(calls('front', 'cart'), sends('cart', 'mail'), alert('mail'), deploy('front'))).toBeUndefined();
  });

  it('name the broker that fails', () => {
    const broker = said('service', { name: 'kafka', owns: ['kafka:*'] });
    expect(first(broker, sends('cart', 'kafka:orders'), alert('cart'), deploy('kafka'))).toMatchObject({ service: 'kafka', path: ['cart', 'kafka'] });
  });
});
