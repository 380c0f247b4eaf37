import { describe, expect, it } from '@jest/globals';
import type { Rules } from '../../correlation/rules.js';
import { createFold } from '../../correlation/fold.js';
import type { CulpritEvent } from '../../events/envelope.js';
import { at, calls, change, firing, resolved, said, testRules } from '../../testing.js';

// What a place weighs, whatever was changed there.

const contribution = (signal: string, events: readonly CulpritEvent[], score: Partial<Rules['score']> = {}): number | undefined => {
  const fold = createFold({ ...testRules, candidates: { ...testRules.candidates, threshold: 0 }, score: { ...testRules.score, ...score } });
  for (const event of events) fold.add(event);
  return fold.incidents('production').at(-1)?.body.suspects[0]?.reasons.find((r) => r.signal === signal)?.contribution;
};
const alerts = (...services: string[]): CulpritEvent[] => services.map((service, i) => firing(`a-${service}`, `f-${service}`, service, at(`10:0${i}`)));
const on = (service: string): CulpritEvent => change('c', service, at('09:58'));
const fan = ['a', 'b', 'c'].map((name) => calls(name, 'db'));

describe('coverage', () => {
  const coverage = { weight: 2, half: 0.5, byHops: [1, 1, 0.5], beside: 0 };

  it('grows with each service that the change would explain, and each adds less', () => {
    const of = (...services: string[]): number => contribution('coverage', [...fan, ...alerts(...services), on('db')], { coverage }) ?? Number.NaN;
    const [one, two, three] = [of('db'), of('db', 'a'), of('db', 'a', 'b')];
    expect(one).toBeCloseTo(2 * Math.log(3));
    expect(two).toBeCloseTo(2 * Math.log(5));
    expect(three - two).toBeLessThan(two - one);
  });

  it('grows with what alerts in a place, each further one saying less than the first', () => {
    const place = change('c', undefined, at('09:58'), { scope: { clusters: ['eu-1'], namespaces: [] } });
    const of = (...services: string[]): number => contribution('coverage', [...fan, ...services.map((name) => firing(`al-${name}`, `f-${name}`, name, at('10:00'), { cluster: 'eu-1' })), place], { coverage }) ?? Number.NaN;
    expect([of('db'), of('db', 'a'), of('db', 'a', 'b')]).toEqual([Math.log(3), Math.log(4), Math.log(5)].map((x) => expect.closeTo(2 * x, 5)));
  });

  it('counts an alert that its monitor takes lightly for half', () => {
    const of = (severity: string): number => contribution('coverage', [firing('al', 'f', 'a', at('10:00'), { severity }), on('a')], { coverage }) ?? Number.NaN;
    expect(['critical', 'medium', 'low', 'info'].map(of)).toEqual([3, 3, 2, 2].map((x) => expect.closeTo(2 * Math.log(x), 5)));
  });

  it('is the same whatever else alerts that the change would not explain', () => {
    const near = [...fan, calls('a', 'search')];
    expect(contribution('coverage', [...near, ...alerts('a', 'search'), on('db')], { coverage })).toBe(contribution('coverage', [...near, ...alerts('a'), on('db')], { coverage }));
  });

  it('counts what is further away as the rules say, and beyond them not at all', () => {
    const chain = [calls('front', 'cart'), calls('cart', 'stock'), calls('stock', 'db')];
    const of = (service: string): number | undefined => contribution('coverage', [...chain, ...alerts('front'), on(service)], { coverage });
    expect([of('front'), of('cart'), of('stock'), of('db')]).toEqual([2.197225, 2.197225, 1.386294, 0]);
  });

  it('counts an alert that fires all the time for little', () => {
    const before = ['05', '06', '07', '08', '09'].flatMap((hour) => [firing(`n${hour}`, 'f-a', 'a', at(`${hour}:00`)), resolved(`r${hour}`, 'f-a', at(`${hour}:10`))]);
    expect(contribution('coverage', [...before, ...alerts('a'), on('a')], { coverage })).toBeCloseTo(2 * Math.log(2));
    // but what says most of a service counts, first or last
    for (const clock of ['09:59', '10:01']) expect(contribution('coverage', [...before, ...alerts('a'), firing('new', 'g', 'a', at(clock)), on('a')], { coverage })).toBeCloseTo(2 * Math.log(3));
  });

  it('counts an alert that fires again as the one that it is, whatever it is of by then', () => {
    const near = [...fan, calls('a', 'b')];
    const again = [resolved('r', 'f-a', at('10:03')), firing('again', 'f-a', 'b', at('10:05'))];
    expect(contribution('coverage', [...near, ...alerts('a'), ...again, on('db')], { coverage })).toBeCloseTo(2 * Math.log(3));
    expect(contribution('coverage', [...near, ...alerts('a'), firing('other', 'f-b', 'b', at('10:05')), on('db')], { coverage })).toBeCloseTo(2 * Math.log(5));
  });
});

describe('explain-away', () => {
  it('does not count the one by which the change is weighed, where they call each other', () => {
    const circle = [calls('order', 'pay'), calls('pay', 'order')];
    const own = on('pay');
    expect(contribution('explain-away', [...circle, ...alerts('order'), own])).toBeUndefined();
    expect(contribution('explain-away', [...circle, ...alerts('order', 'pay'), own])).toBeLessThan(0);
    expect(contribution('explain-away', [...circle, calls('pay', 'bank'), ...alerts('order', 'bank'), own])).toBeLessThan(0);
  });

  it('counts a callee that fails, not one that only lost the traffic', () => {
    const of = (alertClass: string): number | undefined =>
      contribution('explain-away', [calls('cart', 'db'), ...alerts('cart'), firing('b', 'g', 'db', at('10:01'), { class: alertClass }), on('cart')]);
    expect(of('errors')).toBe(-0.7);
    expect(of('traffic-loss')).toBeUndefined();
  });

  it('counts one that lost its traffic and fails too', () => {
    const events = [calls('cart', 'db'), ...alerts('cart'), firing('b', 'g', 'db', at('10:01'), { class: 'traffic-loss' }), firing('d', 'h', 'db', at('10:01')), on('cart')];
    expect(contribution('explain-away', events)).toBe(-0.7);
  });

  it('counts one that fails behind a service that does not, by its own weight and by what its alerts say', () => {
    const of = (score: Partial<Rules['score']>, ...before: CulpritEvent[]): number | undefined =>
      contribution('explain-away', [calls('front', 'cart'), calls('cart', 'db'), ...before, ...alerts('front', 'db'), on('front')], score);
    expect(of({ explainAwayFurther: 0.5 })).toBe(-0.5);
    expect(of({ explainAwayFurther: 0 })).toBeUndefined();
    expect(of({ explainAwayFurther: 0.6 }, firing('n', 'f-db', 'db', at('05:00')), resolved('r', 'f-db', at('05:10')))).toBe(-0.5);
    expect(contribution('explain-away', [calls('front', 'cart'), calls('cart', 'db'), ...alerts('front', 'cart', 'db'), on('front')], { explainAwayFurther: 0.5 })).toBe(-0.7);
  });

  it('counts one that failed a little later as one that failed first, the less the later, unless it may be by what it is sent', () => {
    const of = (clock: string, within: number, alertClass = 'errors'): number =>
      contribution('explain-away', [calls('cart', 'db'), ...alerts('cart'), firing('b', 'g', 'db', at(clock), { class: alertClass }), on('cart')], { explainAway: 1, explainAwayFirst: 2, explainAwayWithin: within }) ?? Number.NaN;
    expect([of('09:59', 0), of('10:00', 0), of('10:01', 0)]).toEqual([-3, -1, -1]);
    expect([of('09:59', 180_000), of('10:00', 180_000)]).toEqual([-3, -3]);
    expect(of('10:03', 180_000)).toBeCloseTo(-1 - 2 / Math.E, 5);
    expect(of('10:09', 180_000)).toBeCloseTo(-1 - 2 / Math.E ** 3, 5);
    expect([of('10:01', 180_000, 'latency'), of('10:01', 180_000, 'saturation')]).toEqual([-1, -1]);
  });

  it('counts what was over before as what is left of it, and not at all the less while another alert of it goes on', () => {
    const over = [firing('x', 'gx', 'db', at('09:52')), resolved('rx', 'gx', at('09:55'))];
    const of = (...more: CulpritEvent[]): number | undefined =>
      contribution('explain-away', [calls('cart', 'db'), ...over, ...more, ...alerts('cart'), change('c', 'cart', at('09:45'))], { explainAway: 1, explainAwayWithin: 180_000 });
    expect(of()).toBeCloseTo(-Math.exp(-5 / 3), 5);
    expect(of(firing('on', 'g', 'db', at('09:53')))).toBe(-1);
  });

  it('counts the less, the more alerts that neither of the two would explain: then one of those it calls may do so by chance', () => {
    const others = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'];
    const links = [calls('front', 'cart'), calls('cart', 'db'), ...others.map((name) => calls('front', name))];
    const of = (many: number): number =>
      contribution('explain-away', [...links, firing('first', 'f', 'front', at('09:59:30')), ...alerts('cart', 'db'), ...others.slice(0, many).map((name) => firing(name, name, name, at('10:02'))), on('cart')], { explainAway: 4, explainAwayFirst: 0 }) ?? Number.NaN;
    expect(of(0)).toBe(-4);
    expect(of(8)).toBeCloseTo(Math.log(8.3 / 53), 5);
    expect(of(8)).toBeGreaterThan(of(4));
    expect(of(4)).toBeGreaterThan(of(1));
  });

  it('counts one further away by half for each call, and by how far the calls are trusted', () => {
    const chain = ['front', 'cart', 'stock', 'mail', 'disk', 'db'];
    const links = chain.slice(1).map((to, i) => calls(chain[i] ?? '', to));
    const joined = [firing('m', 'g-cart', 'cart', at('10:00'), { class: 'traffic-loss' }), firing('n', 'g-mail', 'mail', at('10:00'), { class: 'traffic-loss' })];
    const of = (service: string): number | undefined => contribution('explain-away', [...links, ...joined, ...alerts('front', service), on('front')], { explainAwayFurther: 0.4 });
    expect(['stock', 'mail', 'disk', 'db'].map(of)).toEqual([-0.4, -0.2, -0.1, undefined]);
    const [, ...rest] = links;
    const unsure = calls('front', 'cart', { confidence: 0.5 });
    expect(contribution('explain-away', [unsure, ...rest, ...alerts('front', 'cart'), on('front')])).toBe(-0.35);
    expect(contribution('explain-away', [unsure, ...rest, ...alerts('front', 'stock'), on('front')], { explainAwayFurther: 0.4 })).toBe(-0.2);
  });
});

describe('late', () => {
  const late = { weight: 2, span: 300_000 };
  const near = [calls('front', 'cart'), firing('a', 'f', 'front', at('10:00')), firing('b', 'g', 'cart', at('10:10'))];

  it('counts against what is nearest to what alerted later, not to what alerted first', () => {
    expect(contribution('late', [...near, on('cart')], { late })).toBeCloseTo(-2 * Math.log(3), 5);
    expect(contribution('late', [...near, on('front')], { late })).toBeUndefined();
  });

  it('is nothing for a change after the opening, which is weighed by what alerted since', () => {
    expect(contribution('late', [...near, change('c', 'cart', at('10:08'))], { late })).toBeUndefined();
  });
});

describe('symptom', () => {
  const of = (alertClass: string, service = 'cart'): number | undefined =>
    contribution('symptom', [calls('front', 'cart'), firing('a', 'f', 'front', at('10:01')), firing('b', 'g', 'cart', at('10:00'), { class: alertClass }), on(service)], { symptom: { crash: 0.7, saturation: 0.4 } });

  it('is what mostly tells of the service itself, of the changed one alone', () => {
    expect([of('crash'), of('saturation'), of('errors')]).toEqual([0.7, 0.4, undefined]);
    expect(of('crash', 'front')).toBeUndefined();
    expect(contribution('symptom', [calls('front', 'cart'), firing('a', 'f', 'front', at('10:00'), { class: 'crash' }), on('cart')], { symptom: { crash: 0.7 } })).toBeUndefined();
  });

  it('is that of the alert that says most, whichever came first: more alerts make it no less its own', () => {
    const both = (...classes: string[]): number | undefined =>
      contribution('symptom', [...classes.map((alertClass, i) => firing(`a${i}`, `f${i}`, 'cart', at(`10:0${i}`), { class: alertClass })), on('cart')], { symptom: { crash: 0.7, saturation: 0.4 } });
    expect([both('saturation', 'crash'), both('crash', 'saturation')]).toEqual([0.7, 0.7]);
  });
});

describe('seen', () => {
  const seen = 0.5;
  const by = (caller: string | undefined, more: Record<string, unknown> = {}) => firing(`b-${caller}`, `g-${caller}`, 'cart', at('10:00'), { caller, ...more });

  it('is of what is called alone, and each further caller that sees it says less', () => {
    expect(contribution('seen', [by('front'), on('cart')], { seen })).toBe(0.5);
    expect(contribution('seen', [by('front'), by('site'), by('app'), on('cart')], { seen })).toBe(1);
    expect(contribution('seen', [by(undefined), on('cart')], { seen })).toBeUndefined();
    expect(contribution('seen', [by('cart'), on('cart')], { seen })).toBeUndefined();
    expect(contribution('seen', [calls('cart', 'db'), by('front'), on('db')], { seen })).toBeUndefined();
    expect(contribution('seen', [by('front'), on('cart')])).toBeUndefined();
  });

  it('is nothing of traffic that does not come any more: that is seen there, and comes from who sends it', () => {
    expect(contribution('seen', [by('front', { class: 'traffic-loss' }), on('cart')], { seen })).toBeUndefined();
  });
});

describe('habit', () => {
  it('is that of the rarest alert of what is nearest: one that is new there says all', () => {
    const before = ['05', '06'].flatMap((hour) => [firing(`n${hour}`, 'f-a', 'a', at(`${hour}:00`)), resolved(`r${hour}`, 'f-a', at(`${hour}:10`))]);
    const once = [firing('once', 'g', 'a', at('07:00')), resolved('r-once', 'g', at('07:10')), firing('b', 'g', 'a', at('10:01'))];
    expect(contribution('habit', [...before, ...alerts('a'), on('a')])).toBeCloseTo(-0.5 * Math.log(3), 5);
    expect(contribution('habit', [...before, ...alerts('a'), ...once, on('a')])).toBeCloseTo(-0.5 * Math.log(2), 5);
    expect(contribution('habit', [...before, ...alerts('a'), firing('b', 'g', 'a', at('10:01')), on('a')])).toBeUndefined();
  });
});

describe('hops', () => {
  it('count more against the direction of failure', () => {
    const chain = [calls('shop', 'front'), calls('front', 'cart')];
    const lost = firing('a', 'f', 'cart', at('10:00'), { class: 'traffic-loss' });
    const of = (service: string): number | undefined => contribution('hops', [...chain, lost, on(service)], { callers: 0.3 });
    expect([of('cart'), of('front'), of('shop')]).toEqual([0, -1, -2]);
    expect(contribution('hops', [...chain, ...alerts('front'), on('cart')], { callers: 0.3 })).toBe(-0.7);
  });
});

describe('a place without a call that leads there', () => {
  it('says more where nobody knows whom the alerting service calls than where it is known', () => {
    const score = { neighbour: -4, peer: -1 };
    expect(contribution('hops', [calls('a', 'db'), calls('b', 'db'), ...alerts('a'), on('b')], score)).toBe(-4);
    expect(contribution('hops', [...['a', 'b'].map((name) => said('service', { name, system: 'shop' })), ...alerts('a'), on('b')], score)).toBe(-1);
  });

  it('says something where of the changed service alone no call is known, and nothing where one is', () => {
    const live = ['a', 'b'].map((name) => said('service', { name, system: 'shop' }));
    expect(contribution('hops', [...live, calls('a', 'db'), ...alerts('a'), on('b')], { stranger: -2 })).toBe(-2);
    expect(contribution('hops', [...live, calls('a', 'db'), calls('b', 'disk'), ...alerts('a'), on('b')])).toBeUndefined();
    expect(contribution('hops', [...live, calls('a', 'db'), calls('front', 'b'), ...alerts('a'), on('b')])).toBeUndefined();
  });

  it('is the scope of a change that names no service', () => {
    const placed = change('c', undefined, at('09:58'), { scope: { clusters: ['eu-1'], namespaces: [] } });
    const here = firing('a', 'f', 'a', at('10:00'), { cluster: 'eu-1' });
    expect(contribution('place', [here, placed])).toBe(-1.5);
    expect(contribution('place', [here, on('a')])).toBeUndefined();
  });
});
