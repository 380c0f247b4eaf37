import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { acceptEvent, parseEvent, parseEventText } from './door.js';
import { plainAlert, plainChange, plainSentAlert, plainSentChange } from './plain.js';

const arrival = '2026-01-15T10:00:00.000Z';
/** Most events have nothing odd in any of their many fields. */
const mostly = <T>(common: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> => fc.oneof({ weight: 99, arbitrary: common }, { weight: 1, arbitrary: odd });
const times = mostly(fc.constantFrom(arrival, '2026-01-15T09:00:00.000Z', '2026-02-28T23:59:59.999Z', '2026-07-31T00:00:00.000Z'), fc.constantFrom('2024-02-29T00:00:00.000Z', '2026-02-30T00:00:00.000Z', '2026-04-31T00:00:00.000Z', '1969-12-31T23:59:59.999Z', '2026-01-15T10:00:00Z', '2026-01-15T24:00:00.000Z', '2026-01-00T00:00:00.000Z', 'yesterday'));
const name = mostly(fc.constantFrom('cart', 'pay', 'acme/cart'), fc.constantFrom('', 'x'.repeat(513)));
const names = fc.array(name, { maxLength: 3 });
const text = mostly(fc.string({ maxLength: 8 }), fc.constant('x'.repeat(8193)));
const json = mostly(fc.constantFrom<unknown>('a', 1, true, null), fc.constantFrom<unknown>({ deep: [1, { er: 2 }] }, [1]));
const links = fc.array(fc.record({ title: text, url: text }, { requiredKeys: ['title'] }), { maxLength: 2 });
const source = mostly(fc.record({ provider: name, instance: name, url: text }, { requiredKeys: ['provider'] }), fc.record({ provider: name, more: name }) as never);
const rarely = (is: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => mostly(is, fc.constantFrom<unknown>(null, 7, 'odd', {}, []));
const more = { service: name, unknown: json };
const fields = (model: Record<string, fc.Arbitrary<unknown>>, required: string[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.oneof(...[9, 1].map((weight) => ({ weight, arbitrary: fc.record(Object.fromEntries(Object.entries(weight === 1 ? { ...model, ...more } : model).map(([key, is]) => [key, rarely(is)])), { requiredKeys: required }) })));

const change = {
  id: name, parser: mostly(fc.constantFrom(0, 1, 2), fc.constantFrom(-1, 1.5, 2 ** 40)), updatedAt: times, source, kind: mostly(fc.constantFrom('deployment', 'config', 'job'), fc.constant('deploy')), phase: fc.constantFrom('started', 'succeeded', 'failed'), occurredAt: times, finishedAt: times,
  phases: fc.array(fc.record({ phase: fc.constantFrom('started', 'rolled-back'), at: times }), { maxLength: 2 }), observedAt: times, detectedBy: fc.constantFrom('live', 'reconcile'), occurredAfter: times,
  environment: name, cluster: name, namespace: name, services: names, entities: names, scope: fc.record({ clusters: names, namespaces: names, environment: name }, { requiredKeys: [] }),
  actor: fc.record({ name, kind: mostly(fc.constantFrom('human', 'automation'), fc.constant('robot')), basis: fc.constantFrom('audit'), onBehalfOf: name }, { requiredKeys: [] }), title: text, diff: fc.array(fc.record({ path: text, before: json, after: json, redacted: fc.boolean() }, { requiredKeys: ['path'] }), { maxLength: 2 }),
  revision: fc.record({ commit: fc.oneof(name, fc.constantFrom('5BE1F00', '5be1f00')), image: fc.oneof(name, fc.constantFrom('acme/cart:1.4-5be1f00', 'acme/cart:1@sha256:0a')), digest: name, version: name, previous: fc.record({ commit: name }, { requiredKeys: [] }) }, { requiredKeys: [] }), identities: names, outOfBand: fc.boolean(), links, attributes: fc.dictionary(fc.constantFrom('a', '1', 'toString'), json),
};
const alert = {
  id: name, fingerprint: name, status: fc.constantFrom('firing', 'acknowledged', 'resolved'), class: mostly(fc.constantFrom('errors', 'latency'), fc.constant('odd')), severity: fc.constantFrom('critical', 'low'), startsAt: times, endsAt: times, expiresAfter: mostly(fc.constantFrom('PT5M', 'P1D'), fc.constant('soon')),
  updatedAt: times, observedAt: times, environment: name, cluster: name, service: name, caller: name, entities: names, title: text, labels: fc.dictionary(fc.constantFrom('a', '1', 'toString'), text), links, source,
};
const whole = { change: ['id', 'updatedAt', 'source', 'kind', 'phase', 'occurredAt', 'observedAt', 'title'], alert: ['id', 'fingerprint', 'status', 'updatedAt', 'observedAt', 'environment', 'title', 'source', 'startsAt'] };

const runs = { numRuns: 2000 };

describe('an event with nothing odd in it', () => {
  let [plain, all] = [0, 0];
  const same = (found: unknown, wanted: { ok: boolean; event?: unknown }): void => {
    all += 1;
    if (found === undefined) return;
    plain += 1;
    expect({ ok: true, event: found }).toEqual(wanted);
    expect(JSON.stringify(found)).toBe(JSON.stringify(wanted.event));
  };

  it('is a change of the log as its schema reads it', () => {
    fc.assert(fc.property(fields(change, whole.change), (it) => same(plainChange(it), parseEvent('change', it))), runs);
  });

  it('is an alert of the log as its schema reads it', () => {
    fc.assert(fc.property(fields(alert, whole.alert), (it) => same(plainAlert(it), parseEvent('alert', it))), runs);
  });

  it('is a sent change as the door fills it', () => {
    fc.assert(fc.property(fields({ ...change, service: name }, ['id', 'occurredAt']), (it) => same(plainSentChange(it, arrival), acceptEvent('change', it, arrival))), runs);
  });

  it('is a sent alert as the door fills it', () => {
    fc.assert(fc.property(fields(alert, ['id', 'startsAt']), (it) => same(plainSentAlert(it, arrival), acceptEvent('alert', it, arrival))), runs);
  });

  it('is common enough for this to say something', () => {
    expect(plain).toBeGreaterThan(all / 5);
  });

  it.each([
    ['half a character', '{"id":"a\\ud800","fingerprint":"f","status":"firing","startsAt":"T","updatedAt":"T","observedAt":"T","environment":"e","title":"t","source":{"provider":"p"}}'],
    ['a name that objects have', '{"id":"a","fingerprint":"f","status":"firing","startsAt":"T","updatedAt":"T","observedAt":"T","environment":"e","title":"t","source":{"provider":"p"},"labels":{"__proto__":"x"}}'],
  ])('is none with %s: it is read as ever', (_, said) => {
    const read = said.replaceAll('"T"', `"${arrival}"`);
    expect(parseEventText('alert', read)).toEqual(parseEvent('alert', JSON.parse(read)));
  });
});
