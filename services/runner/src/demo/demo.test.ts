import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentOf } from './environment.js';
import { missing, type DemoAnswer } from './question.js';
import { storyAt } from './story.js';
import { storyTime } from './story-time.js';
import { until } from './until.js';

const directory = mkdtempSync(join(tmpdir(), 'culprit-demo-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('the ports of the demo', () => {
  it('may be moved, that of traces too, which is any free one otherwise', () => {
    const portsOf = (env: Record<string, string>): Record<string, string | undefined> => environmentOf(env, directory, {}, { github: 'x', datadog: 'y' });
    expect(portsOf({ COLLECTOR_OTEL_PORT: '4444', ADMIN_PORT: '4445' })).toMatchObject({ COLLECTOR_OTEL_PORT: '4444', ADMIN_PORT: '4445' });
    expect(portsOf({})).toMatchObject({ COLLECTOR_OTEL_PORT: '0' });
  });
});

describe('the story', () => {
  it('is the same for the same moment, ids and all, and another for another', () => {
    const now = Date.parse('2026-01-15T10:00:00Z');
    expect(storyAt(now)).toEqual(storyAt(now));
    expect(storyAt(now + 1_000).push.body['after']).not.toBe(storyAt(now).push.body['after']);
  });

  it('lowers the replicas by the very commit that was pushed, a minute before the alert', () => {
    const { push, deploy, earlierDeploy } = storyAt(Date.parse('2026-01-15T10:00:00Z'));
    expect(deploy.manifest.spec['replicas']).toBe(5);
    expect(JSON.stringify(deploy.manifest)).toContain(String(push.body['after']));
    expect(deploy.write.time).toBe('2026-01-15T09:59:00.000Z');
    expect(earlierDeploy.write.time).toBe('2026-01-15T00:00:00.000Z');
  });

  it('keeps its moment with the data, in whole seconds', async () => {
    const where = join(directory, 'new');
    expect(await storyTime(where, 1_700_000_000_999)).toEqual({ now: 1_700_000_000_000, again: false });
    expect(await storyTime(where, 1_800_000_000_000)).toEqual({ now: 1_700_000_000_000, again: true });
  });

  it('refuses in words a moment that cannot be read', async () => {
    writeFileSync(join(directory, 'story.json'), '{"now": 5}');
    await expect(storyTime(directory, 0)).rejects.toThrow('npm run demo -- --fresh');
  });

  it('says what is missing while it is not told', () => {
    const nothing: DemoAnswer = { incidents: { nodes: [] }, service: null, changes: { nodes: [] } };
    expect(missing(nothing, 'mia-chen')).toEqual(['there is no incident on data-processor']);
  });
});

it('a change that is named is missing while it is not listed', () => {
  const change = (id: string) => ({ id, diff: [], actor: { name: null } });
  const told = (listed: readonly string[]) => missing({ incidents: { nodes: [{ services: ['data-processor'], suspects: [{ service: 'rest-api', change: change('deploy'), linked: [change('push')] }] }] }, service: null, changes: { nodes: listed.map((id) => ({ id })) } } as unknown as DemoAnswer, 'mia-chen');
  expect(told(['deploy'])).toContain('1 of the changes that it names are not listed');
  expect(told(['deploy', 'push'])).not.toContainEqual(expect.stringContaining('not listed'));
});

describe('until', () => {
  it('stops at the first answer that is as wished, and gives the last one when time is over', async () => {
    let asked = 0;
    expect(await until(() => ++asked, (n) => n === 3, 60_000, 1)).toEqual({ answer: 3, met: true });
    expect(await until(() => 'no', (text) => text === 'yes', 5, 1)).toEqual({ answer: 'no', met: false });
  });
});
