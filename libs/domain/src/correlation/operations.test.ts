import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { at, change, firing, testRules } from '../testing.js';
import { createFold } from './fold.js';

const suspects = (...events: CulpritEvent[]): string[][] => {
  const fold = createFold(testRules);
  for (const event of [firing('a', 'f1', 'cart', at('10:00')), ...events]) fold.add(event);
  return fold.incidents('production').flatMap(({ body }) => body.suspects.map((s) => [...s.changeIds]));
};
const build = change('build', undefined, at('09:00'), { kind: 'job', identities: ['commit:1', 'image:cart:2'], environment: undefined, entities: ['acme/cart'] });
const sync = (id: string, clock: string, operation: number) => change(id, 'cart', at(clock), { identities: [`argocd:u:${operation}`, 'image:cart:2'] });
const rollout = (id: string, clock: string, operation: number, image?: string) =>
  change(id, 'cart', at(clock), {
    identities: [`argocd:u:${operation}`, ...(image === undefined ? [] : [`image:${image}`])],
    diff: image === undefined ? [{ path: 'spec.template.spec.containers[cart].env', after: 1 }] : [{ path: 'spec.template.spec.containers[cart].image', after: image }],
  });

describe('a sync that left the image as it was', () => {
  const events = [build, sync('first', '09:10', 1), rollout('brought', '09:11', 1, 'cart:2'), sync('second', '09:50', 2), rollout('settings', '09:51', 2)];

  it('is one with the rollout of its own operation, and not with the sync that brought the image', () => {
    expect(suspects(...events)).toEqual([['settings', 'second'], ['brought', 'first', 'build']]);
    expect(suspects(...[...events].reverse())).toEqual([['settings', 'second'], ['brought', 'first', 'build']]);
  });

  it('is by itself where nobody tells of rollouts, and the first is one with the build', () => {
    expect(suspects(build, sync('second', '09:50', 2), sync('first', '09:10', 1))).toEqual([['second'], ['first', 'build']]);
  });
});

it('a rollout that brings an image again is one with its build', () => {
  expect(suspects(build, sync('first', '09:10', 1), sync('again', '09:50', 3), rollout('back', '09:51', 3, 'cart:2'))).toEqual([['back', 'again', 'first', 'build']]);
});
