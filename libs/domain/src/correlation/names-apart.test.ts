import { expect, it } from '@jest/globals';
import { buildCatalog } from '../catalog/catalog.js';
import type { Change } from '../events/change.js';
import type { Service } from '../events/service.js';
import { at, change, firing, said, testRules } from '../testing.js';
import { changeIndex } from './changes.js';
import { createFold } from './fold.js';
import { placedOf } from './run.js';

// Names may hold anything: what keeps them together must not be found in them.

const made = (id: string, service: string | undefined, more: Record<string, unknown> = {}): Change => change(id, service, at('09:58'), more).event as Change;

it('a line break in a name of a service or an identity', () => {
  const index = changeIndex();
  index.place(buildCatalog([]));
  index.add(made('c', 'a\nb', { kind: 'code', identities: ['commit:1'] }));
  const window = { environment: 'production', from: 0, to: Date.parse(at('12:00')), newest: 5 };
  expect(index.built('b\ncommit:1', 'a', window)).toEqual([]);
  expect(index.built('commit:1', 'a\nb', window)).toHaveLength(1);
});

it('and in the name of an environment or a cluster', () => {
  const index = changeIndex();
  index.place(buildCatalog([said('service', { name: 'cart', environment: 'eu', aliases: ['shop'] }).event as Service]));
  const window = { environment: 'eu\nb', from: 0, to: Date.parse(at('12:00')), newest: 5 };
  index.add(made('one', 'shop', { environment: 'eu', cluster: 'b\nc' }));
  index.add(made('two', 'shop', { environment: 'eu\nb', cluster: 'c' }));
  expect(placedOf(index.of('shop', window)).map(({ change: { id } }) => id)).toEqual(['two']);
});

it('an id that ends as the key of an end does', () => {
  const fold = createFold(testRules);
  fold.add(firing('x end', 'f', 'cart', at('10:00')));
  fold.add(said('alert', { id: 'x', fingerprint: 'g', status: 'resolved', environment: 'production', endsAt: at('10:05') }));
  expect(fold.incidents('production').map(({ body }) => body.status)).toEqual(['open']);
});

it('a cluster that is called as the places of another change are written', () => {
  const weights = (...clusters: string[]): (string | number)[][] => {
    const fold = createFold({ ...testRules, candidates: { ...testRules.candidates, threshold: 0 } });
    fold.add(firing('a', 'f', 'cart', at('10:00'), { cluster: 'x', labels: { namespace: 'y' } }));
    for (const cluster of clusters) fold.add(change(cluster, 'cart', at('09:58'), { cluster, namespace: cluster === 'x' ? 'y 4=y' : 'y' }));
    return fold.incidents('production').flatMap(({ verdict }) => verdict.ranked).map(({ candidate, logOdds }) => [candidate.changes[0].id, logOdds]).sort();
  };
  const odd = 'x 4=y';
  expect(weights('x', odd)).toEqual([...weights('x'), ...weights(odd)].sort());
});
