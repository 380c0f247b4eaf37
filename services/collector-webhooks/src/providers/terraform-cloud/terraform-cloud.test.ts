import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Change } from '@culprit/domain';
import { normalize } from './normalize.js';

const fixture = (name: string): Record<string, unknown> => (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: Record<string, unknown> }).body;
const say = (body: unknown, environments = {}) => normalize({ headers: {}, body, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: { environments } });
const change = (name: string, environments = {}): Change => {
  const said = say(fixture(name), environments);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};

describe('a run', () => {
  const states = ['run-created', 'run-planning', 'run-needs-attention', 'run-applying', 'run-completed'].map((name) => change(name));

  it('is one change from its creation to its end, in any order, and a job until it applies', () => {
    expect(states.map(({ kind }) => kind)).toEqual(['job', 'job', 'job', 'infrastructure', 'infrastructure']);
    expect(new Set(states.map(({ id }) => id)).size).toBe(1);
    for (const order of [states, [...states].reverse()]) {
      expect(order.reduce(mergeChange)).toMatchObject({ phase: 'succeeded', kind: 'infrastructure', occurredAt: '2026-01-15T10:00:00.000Z', finishedAt: '2026-01-15T10:14:20.000Z', attributes: { applied: true } });
    }
  });

  it('that only planned changed nothing', () => {
    expect(change('run-planned-and-finished')).toMatchObject({ kind: 'job', attributes: { applied: false }, actor: { kind: 'automation', onBehalfOf: 'sample-user' } });
  });

  it('that erred or was cancelled failed', () => expect(['run-errored', 'run-canceled'].map((name) => change(name).phase)).toEqual(['failed', 'failed']));

  it.each([
    ['discarded', 'failed', 'job'], ['canceled', 'failed', 'infrastructure'], ['force_canceled', 'failed', 'infrastructure'], ['errored', 'failed', 'infrastructure'], ['applied', 'succeeded', 'infrastructure'],
  ])('that is told as completed and was %s %s, %s', (status, phase, kind) => {
    const body = fixture('run-completed') as { notifications: object[] };
    const said = say({ ...body, notifications: [{ ...body.notifications[0], trigger: 'run:completed', run_status: status }] });
    expect(said).toMatchObject({ is: 'ok', events: [{ event: { phase, kind, attributes: { applied: status === 'applied', runStatus: status } } }] });
  });

  it('is in the environment that the settings give its workspace', () => expect([change('run-completed').environment, change('run-completed', { 'x-*': 'a', 'my-*': 'production' }).environment]).toEqual([undefined, 'production']));
});

it('drift is a change past Terraform, made since the assessment before', () => {
  expect(change('assessment-drifted')).toMatchObject({ outOfBand: true, occurredAt: '2022-06-09T05:23:10.000Z', occurredAfter: '2022-06-09T05:22:51.000Z', entities: ['terraform:workspace/my-workspace'] });
});

it('the version may be a number or text; what verifies the address is skipped', () => {
  for (const version of [1, '1']) expect(say({ ...fixture('verification'), payload_version: version })).toMatchObject({ is: 'skip' });
  for (const version of [2, '2']) expect(say({ ...fixture('assessment-drifted'), payload_version: version }).is).toBe('ok');
});
