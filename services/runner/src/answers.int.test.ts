import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLine, readRules, replay } from '@culprit/correlator';
import { topics, type CulpritEvent } from '@culprit/domain';
import { said } from '@culprit/domain/testing';
import type { EventLog } from '@culprit/ports';
import { run } from './cli/program.js';
import { answering, type Answering } from './fixtures/answering.js';
import { plain } from './text/paint.js';

let stack: Answering;
let api: string;
let log: EventLog;

const story = readFileSync(new URL('../../../e2e/story/story.jsonl', import.meta.url), 'utf8').trim().split('\n');
/** What was changed beside it, and why it is none. */
const beside: CulpritEvent[] = [
  said('change', { id: 'chg-staging', service: 'rest-api', environment: 'staging', occurredAt: '2026-01-15T09:59:30Z', title: 'Deploy rest-api to staging' }),
  said('change', { id: 'chg-search', service: 'search', environment: 'production', occurredAt: '2026-01-15T09:59:30Z', title: 'Deploy search' }),
  said('change', { id: 'chg-ancient', service: 'rest-api', environment: 'production', occurredAt: '2026-01-10T10:00:00Z', title: 'Deploy rest-api long ago' }),
  said('change', { id: 'chg-after', service: 'rest-api', environment: 'production', occurredAt: '2026-01-15T11:30:00Z', title: 'Deploy rest-api later' }),
  said('change', { id: 'chg-nobody', entities: ['acme/nobody'], environment: 'production', occurredAt: '2026-01-15T09:59:30Z', title: 'Deploy something' }),
];

beforeAll(async () => {
  stack = await answering([...story.map((line, i) => readLine(line, i + 1).event), ...beside]);
  ({ url: api, log } = stack);
}, 180_000);
afterAll(() => stack?.stop(), 60_000);

interface Answer<T> { readonly data: T; readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] }
const ask = async <T>(query: string, variables: object = {}): Promise<Answer<T>> =>
  (await fetch(`${api}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) })).json() as Promise<Answer<T>>;
const data = async <T>(query: string, variables: object = {}): Promise<T> => {
  const answer = await ask<T>(query, variables);
  if (answer.errors !== undefined) throw new Error(answer.errors.map(({ message }) => message).join('; '));
  return answer.data;
};
const culprit = async (...args: string[]): Promise<string> => {
  let out = '';
  const code = await run([...args, '--url', api], { env: { USER: 'ada' }, paint: plain, out: (text) => { out += text; }, err: (text) => { out += text; } });
  return `${code} ${out}`;
};
const until = async <T>(question: () => Promise<T | undefined>, ms = 60_000): Promise<T> => {
  for (const end = Date.now() + ms; ;) {
    const answer = await question();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
interface Listed { readonly id: string; readonly services: readonly string[]; readonly status: string }
const incidents = async (): Promise<Listed[]> => (await data<{ incidents: { nodes: Listed[] } }>('{ incidents { nodes { id services status } } }')).incidents.nodes;
const incidentOf = async (service: string): Promise<Listed> => {
  const all = await incidents();
  expect(all.map(({ status }) => status).sort()).toEqual(['OPEN', 'RESOLVED']);
  const found = all.find((i) => i.services.includes(service));
  if (found === undefined) throw new Error(`no incident is on ${service}`);
  return found;
};

interface Weighed { readonly eligible: boolean; readonly reason: string; readonly rank: number | null; readonly probability: number | null; readonly reasons: readonly { signal: string; contribution: number }[] }
const weigh = async (id: string, changeId: string): Promise<Weighed> =>
  (await data<{ incident: { weigh: Weighed } }>('query ($id: ID!, $changeId: ID!) { incident(id: $id) { weigh(changeId: $changeId) { eligible reason rank probability reasons { signal contribution } } } }', { id, changeId })).incident.weigh;

describe('why a change was or was not suspected', () => {
  it('is what replay says of every candidate, weighed again from what the store holds', async () => {
    const { id } = await incidentOf('data-processor');
    const lines = [...(await replay({ events: log, candidates: 100 })).lines].map((line) => JSON.parse(line) as { id: string; candidates: { changeIds: string[]; probability: number }[] });
    const candidates = lines.find((line) => line.id === id)?.candidates ?? [];
    expect(candidates.map((c) => c.changeIds[0])).toEqual(['chg-rest-api-scale', 'chg-data-processor-old']);
    for (const [i, { changeIds, probability }] of candidates.entries()) {
      for (const changeId of changeIds) expect(await weigh(id, changeId)).toMatchObject({ eligible: true, rank: i + 1, probability });
    }
    // the same of an incident that names nobody, where nothing of it stands in the incident
    const mailer = await incidentOf('mailer');
    const other = lines.find((line) => line.id === mailer.id)?.candidates ?? [];
    for (const [i, { changeIds: [changeId], probability }] of other.entries()) expect(await weigh(mailer.id, changeId ?? '')).toMatchObject({ rank: i + 1, probability });
  }, 180_000);

  it('is said in words where it is none', async () => {
    const { id } = await incidentOf('data-processor');
    expect(await weigh(id, 'chg-staging')).toMatchObject({ eligible: false, rank: null, reasons: [], reason: 'Not weighed: it happened in staging, the incident in production.' });
    expect(await weigh(id, 'chg-search')).toMatchObject({ reason: 'Not weighed: no known call leads from data-processor to search.' });
    expect(await weigh(id, 'chg-nobody')).toMatchObject({ reason: 'Not weighed: it maps to no service: none answers to acme/nobody; say whose it is with `culprit map`.' });
    expect(await weigh(id, 'nothing')).toMatchObject({ eligible: false, reason: 'Not weighed: no change of this id is known, or it is no longer kept.' });
    expect((await weigh(id, 'chg-ancient')).reason).toMatch(/^Not weighed: it happened 5 days before the incident opened, and only changes of the last (72 hours|3 days) are weighed\.$/);
    expect((await weigh(id, 'chg-after')).reason).toMatch(/^Not weighed: it happened \d+ minutes after the incident opened, more than the 30 s that clocks may be apart, and nothing new that it leads to has alerted since\.$/);
    expect((await weigh(id, 'chg-rest-api-push')).reason).toMatch(/^Named as suspect 1 of 2 with \d+ %, as a step of .+\.$/);
    expect(await culprit('why-not', id, 'chg-search')).toContain('Not weighed: no known call leads from data-processor to search.');
    expect(await culprit('why-not', id, 'chg-data-processor-old')).toMatch(/Named as suspect 2 of 2 with .+ %\. Behind this one \(\d+ %\): octo-dev merged "Lower replica count"; argocd-controller rolled it out as "Deploy rest-api", 60 s before data-processor alerted\. What makes most of the difference is when: of that one \+.+; of this one, Deploy data-processor by argocd-controller, 10 hours before data-processor alerted \(-.+\)\./);
    expect(await culprit('why-not', id, 'chg-rest-api-scale')).toMatch(/Named as suspect 1 of 2 with \d+ %\./);
  }, 180_000);

  it('is the same from the command', async () => {
    const { id } = await incidentOf('data-processor');
    for (const changeId of ['chg-staging', 'chg-search', 'chg-nobody', 'chg-ancient', 'chg-after', 'chg-rest-api-push', 'chg-rest-api-scale', 'chg-data-processor-old']) {
      const told = await weigh(id, changeId);
      expect(await culprit('why-not', id, changeId)).toContain(`  ${told.reason}\n`);
      const { reasons, ...json } = JSON.parse((await culprit('why-not', id, changeId, '--json')).slice(2)) as Weighed;
      expect({ ...json, reasons: reasons.map(({ signal, contribution }) => ({ signal, contribution })) }).toEqual(told);
    }
    expect(await weigh(id, 'nothing')).toMatchObject({ eligible: false, reason: 'Not weighed: no change of this id is known, or it is no longer kept.' });
    expect(await culprit('why-not', id, 'nothing')).toBe('1 There is no change nothing, or it is no longer kept; `culprit changes` lists those of a service.\n');
  }, 180_000);
});

const verdicts = '{ incidents { nodes { id feedback { verdict changeId by note } suspects { rank verdict } } } }';
interface Judged { readonly id: string; readonly feedback: readonly { verdict: string; changeId: string | null; by: string; note: string | null }[]; readonly suspects: readonly { rank: number; verdict: string | null }[] }
const judged = async (id: string): Promise<Judged | undefined> => (await data<{ incidents: { nodes: Judged[] } }>(verdicts)).incidents.nodes.find((i) => i.id === id);
/** Once that many words stand on it: a mutation waits 2 s for the store, and a machine that is busy may take longer. */
const heard = (id: string, words: number): Promise<Judged> =>
  until(async () => {
    const told = await judged(id);
    return (told?.feedback.length ?? 0) >= words ? told : undefined;
  });

describe('what people say of a cause', () => {
  const confirm = 'mutation ($i: ID!, $c: ID!) { confirmSuspect(incidentId: $i, changeId: $c, note: "seen in the trace", by: "mia") { id feedback { verdict changeId by note } suspects { rank verdict } } }';

  it('stands on the incident when it is answered, and on the log', async () => {
    const { id } = await incidentOf('data-processor');
    const { confirmSuspect } = await data<{ confirmSuspect: Judged }>(confirm, { i: id, c: 'chg-rest-api-scale' });
    expect(confirmSuspect).toEqual({
      id, feedback: [{ verdict: 'CONFIRMED', changeId: 'chg-rest-api-scale', by: 'mia', note: 'seen in the trace' }],
      suspects: [{ rank: 1, verdict: 'CONFIRMED' }, { rank: 2, verdict: null }],
    });
    expect(await heard(id, 1)).toEqual(confirmSuspect);
    expect((await data<{ confirmSuspect: Judged }>(confirm, { i: id, c: 'chg-rest-api-scale' })).confirmSuspect).toEqual(confirmSuspect);
    expect((await log.ends(topics.feedback.name)).reduce((sum, end) => sum + end, 0)).toBe(1);
  }, 180_000);

  it('is the last word of a person, from the command too', async () => {
    const { id } = await incidentOf('data-processor');
    expect(await culprit('dismiss', id, 'chg-rest-api-scale', '--note', 'it was the disk')).toMatch(/^0 Dismissed: chg-rest-api-scale did not cause /);
    expect((await heard(id, 2)).suspects).toEqual([{ rank: 1, verdict: 'DISMISSED' }, { rank: 2, verdict: null }]);
    expect(await culprit('why-not', id, 'chg-rest-api-push')).toMatch(/Named as suspect 1 of 2 with \d+ %, as a step of .+\. ada dismissed it, .+ after the incident opened: "it was the disk"\./);
    expect(await culprit('dismiss', id)).toMatch(/^0 Said: no change caused /);
    expect((await heard(id, 3)).suspects.map((s) => s.verdict)).toEqual(['DISMISSED', 'DISMISSED']);
    expect(await culprit('confirm', id, 'chg-search')).toMatch(/^0 Confirmed: chg-search caused /);
    await heard(id, 4);
    expect(await culprit('confirm', id, 'chg-rest-api-push')).toMatch(/^0 /);
    const last = await heard(id, 5);
    expect(last.suspects.map((s) => s.verdict)).toEqual(['CONFIRMED', null]);
    expect(last.feedback.map((f) => [f.verdict, f.changeId, f.by])).toEqual([
      ['CONFIRMED', 'chg-rest-api-scale', 'mia'], ['DISMISSED', 'chg-rest-api-scale', 'ada'], ['DISMISSED', null, 'ada'], ['CONFIRMED', 'chg-search', 'ada'], ['CONFIRMED', 'chg-rest-api-push', 'ada'],
    ]);
  }, 180_000);

  it('is refused in words of what nobody knows', async () => {
    const { id } = await incidentOf('data-processor');
    const fault = async (i: string, c: string) => (await ask(confirm, { i, c })).errors?.[0];
    expect(await fault('nope', 'chg-search')).toMatchObject({ message: 'incidentId: no incident nope is known', extensions: { code: 'BAD_USER_INPUT' } });
    expect(await fault(id, 'nope')).toMatchObject({ message: 'changeId: no change nope is known, or it is no longer kept', extensions: { code: 'BAD_USER_INPUT' } });
  });
});

describe('how often the first suspect was right', () => {
  const fields = 'group labels weakLabels hitAt1 hitAt1Low hitAt1High hitAt3 meanReciprocalRank noSuspectPrecision noChangeLabels noSuspectRecall suspectPrecision useful';
  interface Accuracy { readonly group: string; readonly labels: number; readonly hitAt1: number }

  it('is counted over what people confirmed, for each dimension', async () => {
    const mailer = await incidentOf('mailer');
    expect(await culprit('dismiss', mailer.id)).toMatch(/^0 /);
    await heard(mailer.id, 1);
    const { accuracy: [all, ...others] } = await data<{ accuracy: Accuracy[] }>(`{ accuracy { ${fields} } }`);
    expect(others).toEqual([]);
    expect(all).toEqual({ group: 'all', labels: 1, weakLabels: 0, hitAt1: 1, hitAt1Low: expect.closeTo(0.2065, 4), hitAt1High: 1, hitAt3: 1, meanReciprocalRank: 1, noSuspectPrecision: 1, noChangeLabels: 1, noSuspectRecall: 1, suspectPrecision: 1, useful: 1 });
    const groups = async (by: string) => (await data<{ accuracy: Accuracy[] }>(`{ accuracy(by: ${by}, from: "2026-01-15T00:00:00Z") { ${fields} } }`)).accuracy.map(({ group, labels }) => `${group} ${labels}`);
    expect(await groups('LABEL')).toEqual(['confirmed 1']);
    expect(await groups('ALERT_CLASS')).toEqual(['errors 1', 'latency 0']);
    expect(await groups('RULES_VERSION')).toEqual([`${(await readRules()).version} 1`]);
    expect((await groups('CHANGE_KIND')).at(-1)).toBe('no change 0');
    expect((await data<{ accuracy: Accuracy[] }>('{ accuracy(to: "2026-01-15T00:00:00Z") { group } }')).accuracy).toEqual([]);
  }, 180_000);
});
