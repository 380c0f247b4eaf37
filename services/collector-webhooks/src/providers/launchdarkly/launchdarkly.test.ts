import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Change } from '@culprit/domain';
import { flagDiff } from './diff.js';
import { normalize } from './normalize.js';
import { resourceOf } from './resource.js';

const fixture = (name: string): Record<string, unknown> => (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: Record<string, unknown> }).body;
const say = (body: unknown, receivedAt = '2026-01-15T10:30:00.000Z') => normalize({ headers: {}, body, endpoint: undefined, receivedAt, settings: undefined });
const change = (body: unknown): Change => {
  const said = say(body);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};
const rollout = fixture('flag-rollout');
const access = (...actions: string[]) => actions.map((action) => ({ action, resource: 'proj/shop:env/production:flag/new-checkout' }));

describe('a change of a flag', () => {
  it('happened when LaunchDarkly says, however late it comes, in the environment of its resource', () => {
    expect(change(rollout)).toMatchObject({ occurredAt: '2026-01-15T10:00:05.123Z', environment: 'production', identities: ['flag:launchdarkly/shop/new-checkout'], entities: ['service:checkout', 'launchdarkly:flag/shop/new-checkout'] });
    expect(change({ ...rollout, date: String(rollout['date']) }).occurredAt).toBe('2026-01-15T10:00:05.123Z');
  });

  it('shows what differs: on, the weights by the names of the variations', () => {
    expect(change(rollout).diff).toEqual([{ path: 'on', before: false, after: true }, { path: 'fallthrough', before: 'off', after: { on: '20 %', off: '80 %' } }]);
  });

  it('counts people and never names them', () => {
    const told = JSON.stringify(change(fixture('flag-rules-by-service-token')));
    for (const who of ['u1', 'u9', '@acme.example']) expect(told).not.toContain(`"${who}"`);
  });

  it('in several environments is in none of them alone, and its diff says where', () => {
    const both = change({ ...rollout, accesses: [...access('updateOn'), { action: 'updateOn', resource: 'proj/shop:env/test:flag/new-checkout' }] });
    expect([both.environment, both.attributes['environments'], both.diff[0]?.path]).toEqual([undefined, ['production', 'test'], 'production.on']);
  });

  it.each([['updateTags'], ['updateName'], ['updateDescription'], ['createApprovalRequest'], ['createScheduledChanges'], ['createFlagLink']])('%s changes no evaluation', (action) => {
    expect(say({ ...rollout, accesses: access(action) })).toMatchObject({ is: 'skip', reason: expect.stringContaining(action) });
    expect(say({ ...rollout, accesses: access(action, 'updateOn') }).is).toBe('ok');
  });

  it('is by a person, by a token of a service, or by an application for a person', () => {
    expect(['flag-rollout', 'flag-rules-by-service-token', 'flag-scheduled-by-app'].map((name) => change(fixture(name)).actor)).toEqual([
      { name: 'ann@acme.example', kind: 'human', basis: 'sender' }, { name: 'terraform', kind: 'automation', basis: 'sender' }, { name: 'Scheduled changes', kind: 'automation', basis: 'sender', onBehalfOf: 'Ann Example' },
    ]);
    expect(change({ ...rollout, token: { name: 'mine', serviceToken: false } }).actor).toMatchObject({ name: 'ann@acme.example', kind: 'human' });
  });
});

describe('a change of a segment', () => {
  const segment = fixture('segment-targets');
  const versions = (before: object, after: object) => ({ ...segment, previousVersion: { ...(segment['previousVersion'] as object), ...before }, currentVersion: { ...(segment['currentVersion'] as object), ...after } });

  it('is one of the flags that target it, where LaunchDarkly says them, and of the service that a tag names', () => {
    const flags = (...keys: string[]) => ({ _flags: keys.map((key) => ({ key, name: key, _links: {} })) });
    expect(change(versions(flags('new-cart', 'old-cart'), { ...flags('new-cart', 'new-checkout'), tags: ['service.cart'] })).entities).toEqual([
      'service:cart', 'launchdarkly:segment/shop/beta-users', 'launchdarkly:flag/shop/new-cart', 'launchdarkly:flag/shop/new-checkout', 'launchdarkly:flag/shop/old-cart',
    ]);
    expect(change(segment).entities).toEqual(['launchdarkly:segment/shop/beta-users']);
    for (const _flags of ['all', null, [{}], [3]]) expect(change(versions({}, { _flags })).entities).toEqual(['launchdarkly:segment/shop/beta-users']);
  });

  it('counts each kind of context by itself, and names nobody', () => {
    const told = change(versions({ includedContexts: [{ contextKind: 'device', values: ['d1'] }] }, { includedContexts: [{ contextKind: 'device', values: ['d1', 'd2'] }, { contextKind: 'org', values: ['acme'] }], excludedContexts: [{ values: ['x'] }] }));
    expect(told.diff).toEqual([
      { path: 'included', before: 1, after: 3 }, { path: 'included.device', before: 1, after: 2 }, { path: 'included.org', before: 0, after: 1 }, { path: 'excluded.user', before: 0, after: 1 },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/d2|"acme"/);
  });

  it('is named by the rule of a flag that targets it', () => {
    const rule = (op: string, values: string[]) => ({ environments: { production: { rules: [{ variation: 0, clauses: [{ attribute: 'segmentMatch', op, values, negate: false }] }] } }, variations: [{ value: true, name: 'on' }] });
    const [entry] = change({ ...rollout, previousVersion: rule('segmentMatch', ['beta-users']), currentVersion: rule('segmentMatch', ['beta-users', 'staff']) }).diff;
    expect(entry).toMatchObject({ path: 'rules', before: [{ if: 'in segment beta-users', serve: 'on' }], after: [{ if: 'in segment beta-users, staff', serve: 'on' }] });
  });
});

it.each([['member'], ['role'], ['webhook'], ['token'], ['metric']])('a %s is no flag', (kind) => expect(say({ ...rollout, kind })).toMatchObject({ is: 'skip' }));

it('a resource is read with tags and wildcards', () => {
  expect(resourceOf('proj/shop;a,b:env/production:flag/x;c')).toEqual({ project: 'shop', environment: 'production', type: 'flag', key: 'x', tags: ['a', 'b', 'c'] });
  expect(resourceOf('proj/shop:env/*:flag/*')).toEqual({ project: 'shop', type: 'flag', tags: [] });
});

it('versions that are none have no diff', () => {
  expect([flagDiff(undefined, {}, []), flagDiff(null, 'x', ['production']), flagDiff({ environments: 3 }, { environments: null }, [])]).toEqual([[], [], []]);
});
