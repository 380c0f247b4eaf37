import { describe, expect, it } from '@jest/globals';
import { buildCatalog, resolveSubject, serviceIdentity, type Service } from '@culprit/domain';
import { said } from '@culprit/domain/testing';
import { counting, decideMapping, type Mapping } from './mapping.js';

const NOW = Date.parse('2026-01-15T10:00:00.000Z');
const service = (fields: Record<string, unknown>): Service => said('service', fields).event as Service;
const mapping = (over: Partial<Mapping> = {}): Mapping => ({ provider: 'github', entity: 'acme/cart', service: 'cart', environment: undefined, ...over });
const decide = (known: readonly Service[], over: Partial<Mapping> = {}, now = NOW) => decideMapping(counting(known), mapping(over), now);
const say = (known: readonly Service[], over: Partial<Mapping> = {}, now = NOW): readonly Service[] => {
  const decided = decide(known, over, now);
  if (!decided.ok) throw new Error(decided.reason);
  return decided.say;
};
const refusal = (known: readonly Service[], over: Partial<Mapping> = {}): string => {
  const decided = decide(known, over);
  return decided.ok ? 'taken' : decided.reason;
};
const answers = (known: readonly Service[], entity: string, environment?: string) => resolveSubject(buildCatalog(known), { services: [], entities: [entity], environment }).services;

describe('a mapping', () => {
  it('is a statement of a source of its own, so that mappings of one service add up in any order', () => {
    const [one] = say([]);
    const [two] = say([], { entity: 'Cart (prod)', provider: 'pagerduty' });
    expect(one).toMatchObject({ name: 'cart', source: 'mapped:github:acme/cart', aliases: ['acme/cart'], observedAt: '2026-01-15T10:00:00.000Z' });
    const both = [one, two].filter((each) => each !== undefined);
    for (const order of [both, [...both].reverse()]) expect([answers(order, 'acme/cart'), answers(order, 'Cart (prod)')]).toEqual([['cart'], ['cart']]);
  });

  it('is said once, and the last one counts, whichever provider it was said of', () => {
    const first = say([]);
    expect(say(first)).toEqual([]);
    expect(say(first, { provider: 'gitlab' })).toEqual([]);
    const moved = say(first, { service: 'basket', provider: 'gitlab' });
    expect(moved.map(({ name, removed, source }) => [name, removed, source])).toEqual([['cart', true, 'mapped:github:acme/cart'], ['basket', undefined, 'mapped:gitlab:acme/cart']]);
    expect(answers([...first, ...moved], 'acme/cart')).toEqual(['basket']);
    const back = say([...first, ...moved], {}, NOW);
    expect(answers([...first, ...moved, ...back], 'acme/cart')).toEqual(['cart']);
    expect(counting([...first, ...moved, ...back]).get(serviceIdentity(first[0] as Service))?.observedAt).toBe('2026-01-15T10:00:00.002Z');
  });

  it('of one environment leaves the others alone', () => {
    const everywhere = say([]);
    const here = say(everywhere, { environment: 'staging', service: 'cart-test' });
    const all = [...everywhere, ...here];
    expect([answers(all, 'acme/cart', 'staging'), answers(all, 'acme/cart', 'production'), answers(all, 'acme/cart')]).toEqual([['cart-test'], ['cart'], ['cart']]);
  });

  it('names the service as the catalog does', () => {
    expect(say([service({ name: 'basket', aliases: ['cart'] })])).toMatchObject([{ name: 'basket', aliases: ['acme/cart'] }]);
  });

  it('that would leave the entity to two services, or to none, is refused in words', () => {
    expect(refusal([service({ name: 'shop', aliases: ['acme/cart'] })])).toBe('entity: other services answer to acme/cart already, so that it would belong to none (ambiguous acme/cart: cart, shop); say there that it is not theirs, then that it is cart');
    expect(refusal([service({ name: 'a', aliases: ['acme/cart'] }), service({ name: 'b', aliases: ['acme/cart'] })], { service: 'a' })).toContain('other services answer to acme/cart already');
    expect(refusal([service({ name: 'acme/cart' })])).toContain('ambiguous acme/cart: acme/cart, cart');
    expect(refusal([service({ name: 'shop', repositories: ['acme/cart'] })])).toBe('taken');
    expect(refusal([service({ name: 'cart', aliases: ['acme/cart'] })])).toBe('taken');
  });

  it('takes names of any length', () => {
    const [long] = say([], { entity: 'x'.repeat(512) });
    expect(long?.source.length).toBeLessThanOrEqual(512);
    expect(said('service', { ...long }).event).toEqual(long);
  });
});
