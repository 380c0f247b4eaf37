import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Change } from '@culprit/domain';
import { normalize } from './normalize.js';
import { verify } from './verify.js';

const fixture = (name: string): Record<string, unknown> => (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: Record<string, unknown> }).body;
const say = (body: unknown) => normalize({ headers: {}, body, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: { environments: { 'Prod-*': 'production' } } });
const change = (body: unknown): Change => {
  const said = say(body);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};
const audit = fixture('audit');

describe('a flag', () => {
  it('is named by its environment and change number, which may be a number, text or beyond what a number holds', () => {
    const ids = [audit['changeNumber'], String(audit['changeNumber']), BigInt(audit['changeNumber'] as number)].map((changeNumber) => change({ ...audit, changeNumber }).id);
    expect(new Set(ids).size).toBe(1);
    expect(change({ ...audit, environmentName: 'Staging' }).id).not.toBe(ids[0]);
  });

  it('is in the environment that the settings make of its name', () => expect([change(audit).environment, change({ ...audit, environmentName: 'Other' }).environment]).toEqual(['production', 'Other']));

  it('shows its definition before and after, of a long one the lines that differ', () => {
    expect(change(audit).diff[0]).toMatchObject({ path: 'definition', before: expect.stringContaining('0:on,100:off'), after: expect.stringContaining('20:on,80:off') });
    const [long] = change(fixture('audit-long')).diff;
    expect([(long?.before as string[]).length, (long?.after as string[]).length]).toEqual([2, 3]);
  });

  it('that was killed is told as that, by a machine as by a machine', () => expect(change(fixture('audit-killed'))).toMatchObject({ title: 'Killed flag new_checkout in Prod-Default', actor: { kind: 'automation' } }));
});

it('the key of an API is never shown', () => {
  const deleted = change(fixture('admin-api-key-deleted'));
  expect(JSON.stringify(deleted)).not.toContain('abcd1234');
  expect(deleted).toMatchObject({ title: 'api-key checkout server key deleted', diff: [{ path: 'name', redacted: true }, { path: 'key', redacted: true }] });
});

it('its token may be in the address', () => {
  const verified = verify(['a-token'], { settings: undefined, fetchText: () => Promise.reject(new Error('nothing is fetched')) });
  expect(['a-token', 'another', undefined].map((token) => verified({ headers: {}, body: Buffer.from('{}'), token, now: 0 }))).toEqual([true, false, false]);
});
