import { beforeEach, describe, expect, it } from '@jest/globals';
import { kinds, type Span } from '../otlp/batch.js';
import type { Place } from '../spans/place.js';
import type { Sighting } from './sighting.js';
import { Window } from './window.js';

let seen: Sighting[];
let evicted: number;
const window = (most = 1000) => new Window({ waitMs: 1000, most, sighted: (sighting) => seen.push(sighting), evicted: () => (evicted += 1) });
beforeEach(() => {
  seen = [];
  evicted = 0;
});

const at = (service: string, more: Partial<Place> = {}): Place => ({ service, environment: 'production', cluster: undefined, namespace: 'shop', ...more });
const span = (kind: keyof typeof kinds, key: string, attributes: Record<string, string> = {}, more: Partial<Span> = {}): Span =>
  ({ key, parent: '', links: [], kind: kinds[kind], startedAt: 0, attributes: new Map(Object.entries(attributes)), ...more });
const shown = () => seen.map(({ from, to, kind, confidence }) => `${from} -> ${to} ${kind} ${confidence}`);

describe('two sides of a call', () => {
  it('find one another in either order, once', () => {
    const pairs = window();
    pairs.take(span('client', 'a'), at('front'), 0);
    pairs.take(span('server', 'b', {}, { parent: 'a' }), at('cart'), 500);
    pairs.take(span('server', 'd', {}, { parent: 'c' }), at('pay'), 500);
    pairs.take(span('client', 'c'), at('cart'), 900);
    expect(shown()).toEqual(['front -> cart call 0.95', 'cart -> pay call 0.95']);
    expect(pairs.size).toBe(0);
  });

  it('are no call of a service to itself', () => {
    const pairs = window();
    pairs.take(span('client', 'a'), at('front'), 0);
    pairs.take(span('server', 'b', {}, { parent: 'a' }), at('front'), 0);
    expect(shown()).toEqual([]);
  });

  it('take the environment of the other where the caller names none', () => {
    const pairs = window();
    pairs.take(span('client', 'a'), at('front', { environment: undefined }), 0);
    pairs.take(span('server', 'b', {}, { parent: 'a' }), at('cart'), 0);
    expect(seen[0]?.environment).toBe('production');
  });
});

describe('a message', () => {
  it('has as many consumers as take it, by parent or by link, before it and after', () => {
    const pairs = window();
    pairs.take(span('consumer', 'x', {}, { links: ['m', 'n'] }), at('audit'), 0);
    pairs.take(span('producer', 'm', { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' }), at('cart'), 0);
    pairs.take(span('consumer', 'y', {}, { parent: 'm' }), at('mail'), 0);
    pairs.take(span('consumer', 'z', {}, { links: ['m'] }), at('stock'), 0);
    expect(shown()).toEqual(['cart -> kafka:orders messaging 0.9', 'cart -> audit messaging 0.95', 'cart -> mail messaging 0.95', 'cart -> stock messaging 0.95']);
  });
});

describe('a caller without an answer', () => {
  it('is believed once it has waited, and not before', () => {
    const pairs = window();
    pairs.take(span('client', 'a', { 'server.address': 'api.stripe.com' }), at('pay'), 0);
    pairs.expire(999);
    expect(shown()).toEqual([]);
    pairs.expire(1000);
    expect(shown()).toEqual(['pay -> api.stripe.com external 0.9']);
    expect(pairs.size).toBe(0);
  });

  it('calls whom it is known to call under that name', () => {
    const pairs = window();
    pairs.take(span('client', 'a', { 'server.address': 'cart' }), at('front'), 0);
    pairs.take(span('server', 'b', {}, { parent: 'a' }), at('shop-cart'), 0);
    pairs.take(span('client', 'c', { 'server.address': 'cart' }), at('front'), 0);
    pairs.flush();
    expect(shown()).toEqual(['front -> shop-cart call 0.95', 'front -> shop-cart call 0.95']);
  });

  it('that is sent twice waits from the last time on, and holds nobody up', () => {
    const pairs = window();
    pairs.take(span('client', 'a', { 'peer.service': 'x' }), at('front'), 0);
    pairs.take(span('client', 'b', { 'peer.service': 'y' }), at('front'), 100);
    pairs.take(span('client', 'a', { 'peer.service': 'x' }), at('front'), 900);
    pairs.expire(1100);
    expect(shown()).toEqual(['front -> y call 0.8']);
  });
});

describe('what does not arrive as it should', () => {
  it('a span whose parent comes later, from elsewhere or never leads nowhere, and is let go', () => {
    const pairs = window();
    pairs.take(span('server', 'b', {}, { parent: 'never' }), at('cart'), 0);
    pairs.take(span('consumer', 'c', {}, { links: ['never', 'nor this'] }), at('mail'), 0);
    pairs.expire(1000);
    expect([shown(), pairs.size]).toEqual([[], 0]);
    pairs.take(span('client', 'never'), at('front'), 1500);
    pairs.expire(5000);
    expect([shown(), pairs.size]).toEqual([[], 0]);
  });

  it('a batch that is sent again, whole or one side of it, tells the same calls', () => {
    const pairs = window();
    const front = (): void => pairs.take(span('client', 'a', { 'server.address': 'shop.example.com' }), at('front'), 0);
    const shop = (): void => pairs.take(span('server', 'b', {}, { parent: 'a' }), at('shop'), 0);
    for (const send of [front, shop, front, shop, shop, front, front, shop, front]) send();
    pairs.flush();
    expect([...new Set(shown())]).toEqual(['front -> shop call 0.95']);
  });

  it('who is known from both sides stays known, also where ten thousand services call one another', () => {
    const pairs = window(100_000);
    for (let i = 0; i < 50_000; i += 1) {
      pairs.take(span('client', `a${i}`, { 'server.address': `s${i % 5}` }), at(`front-${i % 10_000}`), 0);
      pairs.take(span('server', `b${i}`, {}, { parent: `a${i}` }), at(`shop-${i % 5}`), 0);
    }
    seen = [];
    for (let i = 0; i < 10_000; i += 1) pairs.take(span('client', `late${i}`, { 'server.address': `s${i % 5}` }), at(`front-${i}`), 0);
    pairs.flush();
    expect([seen.length, seen.filter(({ to, confidence }) => !to.startsWith('shop-') || confidence !== 0.95).length]).toEqual([10_000, 0]);
  });
});

it('a database needs nobody on its side', () => {
  const pairs = window();
  pairs.take(span('client', 'a', { 'db.system': 'postgresql', 'server.address': 'pg' }), at('cart'), 0);
  expect([shown(), pairs.size]).toEqual([['cart -> pg database 0.9'], 0]);
});

it('no more wait than may; who waited longest goes early, is believed and counted', () => {
  const pairs = window(100);
  for (let i = 0; i < 1000; i += 1) pairs.take(span('client', `c${i}`, { 'peer.service': `s${i}` }), at('front'), i);
  for (let i = 0; i < 500; i += 1) pairs.take(span('server', `s${i}`, {}, { parent: `none${i}` }), at('front'), 1000);
  expect(pairs.size).toBe(100);
  expect(evicted).toBe(1400);
  expect(shown()[0]).toBe('front -> s0 call 0.8');
});
