import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

// As collector-otel tells of messages: from who sends to who consumes, and from who sends to the topic.
const sends = (from: string, to: string): CulpritEvent => calls(from, to, { kind: 'messaging' });
const first = (...events: CulpritEvent[]) => firstFrom(testRules.candidates.threshold, events);
const firstFrom = (threshold: number, events: readonly CulpritEvent[]) => {
  const fold = createFold({ ...testRules, candidates: { ...testRules.candidates, threshold } });
  for (const event of events) fold.add(event);
  const [suspect] = fold.incidents('production')[0]?.body.suspects ?? [];
  const hops = suspect?.reasons.find((r) => r.signal === 'hops');
  return suspect === undefined ? undefined : { service: suspect.service, path: suspect.path, hops: hops?.sentence, weight: hops?.contribution };
};

describe('messages', () => {
  const deploy = (service: string): CulpritEvent => change('c', service, at('09:58'));
  const alert = (service: string, alertClass = 'errors'): CulpritEvent => firing('a', 'f', service, at('10:00'), { class: alertClass });

  it('that a service sends harm who consumes them', () => {
    expect(first(sends('cart', 'mail'), alert('mail'), deploy('cart'))).toMatchObject({ service: 'cart', path: ['cart', 'mail'], hops: 'cart sends what mail consumes (1 hop)' });
  });

  it('also through a topic that is known by its own name', () => {
    const topic = [sends('cart', 'kafka:orders'), sends('kafka:orders', 'mail')];
    expect(first(...topic, alert('mail'), deploy('cart'))).toMatchObject({ service: 'cart', path: ['cart', 'kafka:orders', 'mail'], hops: 'cart sends what mail consumes through kafka:orders (2 hops)' });
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

  it('that who sends them puts out do not fail by who reads them, as far as nothing piles up', () => {
    const worth = (...events: CulpritEvent[]): number => firstFrom(0, events)?.weight ?? Number.NaN;
    const [call, sent] = [calls('cart', 'mail'), sends('cart', 'mail')];
    expect(worth(sent, alert('cart'), deploy('mail'))).toBeCloseTo(worth(call, alert('cart'), deploy('mail')) + testRules.score.consumer);
    expect(worth(sent, alert('cart', 'saturation'), deploy('mail'))).toBe(worth(call, alert('cart', 'saturation'), deploy('mail')));
    expect(first(sent, alert('cart'), deploy('mail'))?.hops).toBe('mail reads what cart sends (1 hop), and that seldom harms who sends');
    // on the way to who is called by who reads, too; what is called as well is called
    expect(worth(sent, calls('mail', 'db'), alert('cart'), deploy('db'))).toBeCloseTo(worth(call, calls('mail', 'db'), alert('cart'), deploy('db')) + testRules.score.consumer);
    expect(worth(sent, call, alert('cart'), deploy('mail'))).toBe(worth(call, alert('cart'), deploy('mail')));
    // who keeps them may refuse them
    for (const broker of ['kafka:orders', 'rabbitmq', 'shop-kafka']) expect(worth(sends('cart', broker), alert('cart'), deploy(broker))).toBe(worth(calls('cart', broker), alert('cart'), deploy(broker)));
  });

  it('name the broker that fails', () => {
    const broker = said('service', { name: 'kafka', owns: ['kafka:*'] });
    expect(first(broker, sends('cart', 'kafka:orders'), alert('cart'), deploy('kafka'))).toMatchObject({ service: 'kafka', path: ['cart', 'kafka'] });
  });
});
