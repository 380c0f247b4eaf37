import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { incidentId } from '@culprit/domain';
import fc from 'fast-check';
import { incidentOf, labelled, type Line } from '../fixtures/labelled.js';
import { replay } from '../replay/replay.js';
import { parseRules, readRules, rulesText } from '../rules.js';
import { fit, TooFewLabels } from './fit.js';
import { numbersOf } from './numbers.js';

const stream = async function* (lines: readonly Line[]): AsyncGenerator<string> {
  for (const line of lines) yield JSON.stringify(line);
};
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-fit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const percents = (sentence: string | undefined): number[] => [...(sentence ?? '').matchAll(/([\d.]+) %/g)].map(([, n]) => Number(n));

describe('weights estimated anew from labels', () => {
  it('turn no sign: what a few labels would make speak for the opposite is held at nothing, and said', async () => {
    const at = (day: number, minute: number): string => new Date(Date.parse('2026-01-01T10:00:00Z') + day * 86_400_000 + minute * 60_000).toISOString();
    const line = (kind: string, arrivalTime: string, event: Record<string, unknown>): Line => ({ kind, arrivalTime, event: { environment: 'production', ...event } });
    // in each of them the change one call away did it, never that of the service that alerts
    const days = Array.from({ length: 35 }, (_, i) => [
      line('change', at(i, 0), { id: `own-${i}`, service: 'web', kind: 'deployment', occurredAt: at(i, 0) }),
      line('change', at(i, 0), { id: `far-${i}`, service: 'pay', kind: 'deployment', occurredAt: at(i, 0) }),
      line('alert', at(i, 2), { id: `alert-${i}`, fingerprint: `f${i}`, class: 'errors', service: 'web', startsAt: at(i, 2) }),
      line('alert', at(i, 9), { id: `end-${i}`, fingerprint: `f${i}`, status: 'resolved', endsAt: at(i, 9) }),
      { kind: 'feedback', arrivalTime: at(i, 30), event: { id: `said-${i}`, incidentId: incidentId(`alert-${i}`), changeId: `far-${i}`, verdict: 'confirmed', by: 'ada', at: at(i, 30) } },
    ]).flat();
    const fitted = await fit({ events: stream([line('dependency', at(0, 0), { from: 'web', to: 'pay', validFrom: at(-9, 0) }), ...days]) });
    const old = await readRules();
    const { rules, content } = parseRules(fitted.text);
    expect(rules.score.hops.errors).toBe(0);
    expect(fitted.sentences).toContain(`  hops.errors ${old.score.hops.errors} → 0 (held there: by these labels it would turn its sign)`);
    const were = new Map(numbersOf((parseRules(await rulesText()).content as { score?: unknown }).score).map(({ path, value }) => [path.join('.'), value]));
    for (const { path, value } of numbersOf((content as { score?: unknown }).score)) expect(Math.sign(value) * Math.sign(were.get(path.join('.')) ?? 0)).toBeGreaterThanOrEqual(0);
  });

  it('name more causes first than the old ones, held out and in a backtest, and only weights move', async () => {
    const events = labelled(60);
    const fitted = await fit({ events: stream(events) });
    const [before] = percents(fitted.sentences.find((s) => s.startsWith('held out, before')));
    const [after] = percents(fitted.sentences.find((s) => s.startsWith('held out, after')));
    expect(before).toBeLessThan(40);
    expect(after).toBeGreaterThan(70);

    const old = await readRules();
    const { rules, content } = parseRules(fitted.text);
    expect(rules.score.kind.config - rules.score.kind.deployment).toBeGreaterThan(old.score.kind.config - old.score.kind.deployment + 0.5);
    expect(rules.version).toBe(fitted.version);
    expect(fitted.version).toMatch(new RegExp(`^${old.version}\\+fit\\.[0-9a-f]{8}$`));
    expect({ ...rules, version: '', score: {} }).toEqual({ ...old, version: '', score: {} });
    expect(rules.score.time.mixture).toEqual(old.score.time.mixture);
    // nothing said anything of an autoscaler, of a hop, or of lost traffic
    for (const untouched of ['actor', 'hops', 'diff'] as const) expect(rules.score[untouched]).toEqual(old.score[untouched]);
    expect(numbersOf((content as { score: unknown }).score).map(({ path }) => path)).toEqual(numbersOf((parseRules(await rulesText()).content as { score: unknown }).score).map(({ path }) => path));
    expect(fitted.text.split('\n')[0]).toBe((await rulesText()).split('\n')[0]);

    const file = join(folder, 'new.yaml');
    await writeFile(file, fitted.text);
    const { differences } = await replay({ events: stream(events), against: file });
    const [first, , , , second] = percents(differences.find((s) => s.startsWith('accuracy by 60 labels')));
    expect(second).toBeGreaterThan((first ?? 100) + 30);
  }, 60_000);

  it('are the same bytes for any order of the lines', async () => {
    const events = labelled(32);
    const wanted = await fit({ events: stream(events) });
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(events, { minLength: events.length }), async (lines) => expect(await fit({ events: stream(lines) })).toEqual(wanted)), { numRuns: 3 });
  }, 60_000);

  it('are refused in words where there are too few labels', async () => {
    await expect(fit({ events: stream(labelled(12)) })).rejects.toThrow(TooFewLabels);
    await expect(fit({ events: stream(labelled(40, 12)) })).rejects.toThrow('of 40 incidents people say of 12 what caused them, and 0 more have a weak label; needed are 30, 10 of them by people');
  });

  it('listen to people before what was undone, and less to that', async () => {
    // nobody says anything of the last thirty, but their deployments were rolled back before they ended
    const events = labelled(45, 15).map((line) => {
      const [, deploy] = /^deploy-(\d+)$/.exec(String(line.event['id'])) ?? [];
      if (deploy === undefined || Number(deploy) < 15) return line;
      const open = (Number(deploy) + 1) * 720;
      return { ...line, event: { ...line.event, phase: 'rolled-back', phases: [{ phase: 'rolled-back', at: new Date(Date.parse('2026-01-15T00:00:00Z') + (open + 45) * 60_000).toISOString() }] } };
    });
    const { sentences } = await fit({ events: stream(events) });
    // the label is made of what outcome weighs: it teaches nothing of that
    expect(sentences.filter((sentence) => sentence.trim().startsWith('outcome.'))).toEqual([]);
    expect(sentences.find((sentence) => sentence.startsWith('of these by people 15: hit@1'))).toContain('weak labels flatter it');
    expect(sentences[0]).toBe('15 of 45 incidents are labelled by people (0 of them: no change did it), 30 weakly by what was undone; of 0 is only known what did not');
  }, 60_000);

  it('learn that no change did it, and what did not', async () => {
    const said = (i: number, changeId?: string): Line => ({ arrivalTime: '2026-03-01T00:00:00Z', kind: 'feedback', event: { id: `also-${i}`, incidentId: incidentOf(i), ...(changeId === undefined ? {} : { changeId }), verdict: 'dismissed', by: 'ada', at: '2026-03-01T00:00:00Z' } });
    const { sentences } = await fit({ events: stream([...labelled(44, 40), said(0), said(1), said(40, 'deploy-40')]) });
    expect(sentences[0]).toContain('40 of 44 incidents are labelled by people (2 of them: no change did it), 0 weakly by what was undone; of 1 is only known what did not');
    expect(sentences.find((s) => s.startsWith('no suspect where'))).toMatch(/^no suspect where no change did it: \d of 2 before, \d after$/);
  }, 60_000);
});
