import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Change } from '@culprit/domain';
import { hashed } from '../../provider/signature.js';
import { kindOf, phaseOf } from './details.js';
import { normalize } from './normalize.js';
import { keysIn, verify } from './verify.js';

const fixture = (name: string): Record<string, unknown> => (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: Record<string, unknown> }).body;
const change = (body: unknown, settings: object = {}, receivedAt = '2026-01-15T10:30:00.000Z'): Change => {
  const said = normalize({ headers: {}, body, endpoint: undefined, receivedAt, settings });
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};

describe('the routing key', () => {
  const around = { settings: {}, fetchText: () => Promise.reject(new Error('nothing is fetched')) };
  const verified = (tokens: string[], text: string, headers = {}) => verify(tokens, around)({ headers, body: Buffer.from(text), now: 0 });

  it('in the body is the token, in clear or hashed, with any white space and any order of fields', () => {
    for (const tokens of [['k-1'], ['other', hashed('k-1')]]) {
      expect(['{"routing_key":"k-1"}', '{ "payload": {},\n "routing_key" :\t"k-1" }'].map((text) => verified(tokens, text))).toEqual([true, true]);
    }
  });

  it.each(['{}', '', '{"routing_key":"k-2"}', '{"routing_key":""}', '{"routing_key":null}', '{"key":"k-1"}', '{"routing_key":"k-1', '{"routing_key":"k\\u002d1"}'])('%s is none', (text) => expect(verified(['k-1'], text)).toBe(false));

  it('in a header counts as well', () => expect([verified(['k-1'], '{}', { 'x-routing-key': 'k-1' }), verified(['k-1'], '{}', { 'x-routing-key': 'k' })]).toEqual([true, false]));

  it('is looked for in a moment, in a body made to be slow, and not for ever', () => {
    const began = process.cpuUsage();
    keysIn(Buffer.from(`"routing_key"${' '.repeat(500_000)}`));
    keysIn(Buffer.from('"routing_key":"'.repeat(40_000)));
    expect(keysIn(Buffer.from('"routing_key":"k"'.repeat(40_000))).length).toBe(5);
    expect(keysIn(Buffer.from(`${' '.repeat(600_000)}"routing_key":"k"`))).toEqual([]);
    expect(process.cpuUsage(began).user).toBeLessThan(500_000);
  });

  it('is no part of what comes out', () => expect(JSON.stringify(change(fixture('ansible')))).not.toContain('R0UT1NG'));
});

describe('a change event', () => {
  it('that is sent again is the same one; without a time it is another', () => {
    const body = fixture('ansible');
    expect(change(body, {}, '2026-02-01T00:00:00.000Z').id).toBe(change(body).id);
    const timeless = { ...body, payload: { ...(body['payload'] as object), timestamp: undefined } };
    expect(change(timeless, {}, '2026-02-01T00:00:00.000Z').id).not.toBe(change(timeless).id);
  });

  it('names service, repository, commit and person where its plugin does', () => {
    expect(change(fixture('ansible'))).toMatchObject({ kind: 'deployment', environment: 'production', entities: ['acme/checkout'], identities: ['commit:c6d86dc654b12425e706bcf951adfe5a8627a517'], actor: { name: 'ann', kind: 'human' } });
    expect(change(fixture('github-action-push'))).toMatchObject({ kind: 'code', entities: ['acme/checkout'], actor: { name: 'ann' } });
    expect(change(fixture('buildkite'))).toMatchObject({ phase: 'failed', actor: { name: 'ann@acme.example' } });
    expect(change(fixture('of-a-service-of-the-settings'), { service: 'checkout' }).services).toEqual(['checkout']);
  });

  it('shows no detail whose name speaks of a secret', () => expect(JSON.stringify(change(fixture('buildkite')))).not.toContain('s3cr3t'));
});

it.each([['Deployed x', 'deployment'], ['ann pushed branch main', 'code'], ['Terraform apply', 'infrastructure'], ['Turned on the flag', 'feature-flag'], ['Ran the migration', 'database-migration'], ['Something', 'custom']])('%s: %s', (words, kind) => expect(kindOf(words)).toBe(kind));
it.each([['failed', 'x', 'failed'], [undefined, '[Failed] x', 'failed'], [undefined, 'Deploy started', 'started'], ['passed', 'x', 'succeeded'], [undefined, '[PR Merged] fix of a failed test', 'succeeded']])('state %s of %s: %s', (state, summary, phase) => expect(phaseOf(state, summary)).toBe(phase));
