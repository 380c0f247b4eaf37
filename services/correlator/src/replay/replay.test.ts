import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Incident } from '@culprit/domain';
import fc from 'fast-check';
import { labelled } from '../fixtures/labelled.js';
import { rulesText } from '../rules.js';
import { replay } from './replay.js';

const story = readFileSync(new URL('../../../../e2e/story/story.jsonl', import.meta.url), 'utf8').trim().split('\n');
const stream = async function* (lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
};
const replayed = async (lines: readonly string[], options = {}): Promise<string[]> => [...(await replay({ events: stream(lines), ...options })).lines];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-replay-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the story', () => {
  it('names the change of rest-api first, with the push folded in, and the old deployment below', async () => {
    const [first, second, ...others] = (await replayed(story)).map((line) => JSON.parse(line) as Incident);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ services: ['data-processor'], status: 'resolved', resolvedAt: '2026-01-15T10:20:00.000Z' });
    expect(first?.suspects.map((s) => s.changeIds)).toEqual([['chg-rest-api-scale', 'chg-rest-api-push'], ['chg-data-processor-old']]);
    expect(first?.suspects[0]).toMatchObject({ service: 'rest-api', path: ['data-processor', 'rest-api'], change: { diff: [{ path: 'spec.replicas', before: 50, after: 5 }] } });
    expect(first?.suspects[0]?.reasons.map((r) => r.sentence)).toEqual(
      expect.arrayContaining(['octo-dev merged "Lower replica count"; argocd-controller rolled it out as "Deploy rest-api", 60 s before data-processor alerted', 'replicas 50 → 5 (-90 %)', 'rest-api is called by data-processor (1 hop)']),
    );
    expect(second).toMatchObject({ services: ['mailer'], status: 'open', suspects: [] });
  });

  it('is the same bytes for any order of the lines', async () => {
    const wanted = await replayed(story);
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(story, { minLength: story.length }), async (lines) => expect(await replayed(lines)).toEqual(wanted)), { numRuns: 50 });
  });

  it('has revisions as they would have been published, the last of each being the final one', async () => {
    const all = (await replayed(story, { revisions: true })).map((line) => JSON.parse(line) as Incident);
    expect(all.map((i) => [i.services[0], i.revision, i.what])).toEqual([
      ['data-processor', 1, ['opened', 'suspect-named']],
      ['data-processor', 2, ['resolved', 'alerts-changed']],
      ['mailer', 1, ['opened']],
    ]);
  });
});

describe('replay', () => {
  it.each([
    ['{"arrivalTime":', 'line 2: not JSON'],
    ['{"kind":"change","event":{}}', 'line 2: arrivalTime'],
    ['{"arrivalTime":"2026-01-15T00:00:00Z","kind":"chagne","event":{}}', 'line 2: kind'],
    ['{"arrivalTime":"2026-01-15T00:00:00Z","kind":"change","event":{"id":"c"}}', 'line 2: change: occurredAt'],
  ])('says which line is wrong and how: %s', async (line, says) => {
    await expect(replayed([story[0] ?? '', line])).rejects.toThrow(says);
  });

  it('says which rules file cannot be read', async () => {
    await expect(replayed(story, { rules: '/nowhere/rules.yaml' })).rejects.toThrow('cannot read the rules of /nowhere/rules.yaml');
  });

  it('gives everything weighed when asked, before the threshold', async () => {
    const [first] = (await replayed(story, { candidates: 10 })).map((line) => JSON.parse(line) as { candidates: { changeIds: string[]; probability: number }[] });
    expect(first?.candidates.map((c) => c.changeIds[0])).toEqual(['chg-rest-api-scale', 'chg-data-processor-old']);
  });

  it('tells whose first suspect other rules would change', async () => {
    const shipped = new URL('../rules.yaml', import.meta.url).pathname;
    const { differences } = await replay({ events: stream(story), against: shipped });
    expect(differences[0]).toBe('0 of 2 incidents have another first suspect');
    expect(differences.slice(1)).toEqual([expect.stringContaining('accuracy: not measured')]);
  });

  it('tells how the accuracy that labels measure would move, the same for any order of the lines', async () => {
    const other = join(folder, 'config-first.yaml');
    await writeFile(other, (await rulesText()).replace(/version: .*/, 'version: "config-first"').replace(/ config: .*/, ' config: 4'));
    const lines = labelled(10).map((line) => JSON.stringify(line));
    const { differences } = await replay({ events: stream(lines), against: other });
    expect(differences.filter((s) => s.includes('cart: errors: cart: Deploy'))).toHaveLength(10);
    expect(differences.slice(10)).toEqual([
      '10 of 10 incidents have another first suspect',
      expect.stringMatching(/^accuracy by 10 labels: hit@1 20.0 % \(95 %: 5.7 % to 51.0 %\) → 80.0 % \(95 %: 49.0 % to 94.3 %\)$/),
      'hit@3 100.0 % → 100.0 %, MRR 0.600 → 0.900; named first only by the second 8, only by the first 2',
    ]);
    expect((await replay({ events: stream([...lines].reverse()), against: other, revisions: true, candidates: 3 })).differences).toEqual(differences);
  });
});
