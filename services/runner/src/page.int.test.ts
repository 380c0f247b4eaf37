import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLine } from '@culprit/correlator';
import { said } from '@culprit/domain/testing';
import { Browser, type BrowserPage, type HTMLElement } from 'happy-dom';
import { answering, type Answering } from './fixtures/answering.js';

// The page itself, with its own scripts, over a whole Culprit.

const story = readFileSync(new URL('../../../e2e/story/story.jsonl', import.meta.url), 'utf8').trim().split('\n');
const flag = (id: string, time: string, before: boolean) =>
  said('change', { id, service: 'search', environment: 'production', kind: 'feature-flag', title: `Turn fast-search ${before ? 'off' : 'on'}`, occurredAt: time, diff: [{ path: 'on', before, after: !before }], actor: { name: 'ada', kind: 'human', basis: 'sender' } });
/** A flag that was turned off again, whereupon it ended. */
const undone = [
  flag('flag-on', '2026-01-15T08:00:00Z', false), flag('flag-off', '2026-01-15T08:20:00Z', true),
  said('alert', { id: 'slow', fingerprint: 'slow', service: 'search', environment: 'production', title: 'search is slow', class: 'latency', startsAt: '2026-01-15T08:02:00Z' }),
  said('alert', { id: 'fast', fingerprint: 'slow', status: 'resolved', environment: 'production', endsAt: '2026-01-15T08:24:00Z' }),
];

let stack: Answering;
let browser: Browser;
let page: BrowserPage;

beforeAll(async () => {
  stack = await answering([...story.map((line, i) => readLine(line, i + 1).event), ...undone]);
  browser = new Browser({ settings: { enableJavaScriptEvaluation: true, suppressInsecureJavaScriptEnvironmentWarning: true } });
  page = browser.newPage();
  await page.goto(`${stack.url}/`);
}, 180_000);
afterAll(async () => {
  await stack?.stop();
  await browser?.close();
}, 60_000);

const all = (selector: string, within?: HTMLElement): HTMLElement[] => [...(within ?? page.mainFrame.document).querySelectorAll(selector)] as unknown as HTMLElement[];
const until = async <T>(question: () => T | undefined | Promise<T | undefined>, ms = 60_000): Promise<T> => {
  for (const end = Date.now() + ms; ;) {
    const answer = await question();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`the page did not come to that: ${page.mainFrame.document.body.textContent.slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const card = (text: string): Promise<HTMLElement> => until(() => all('article').find((one) => one.querySelector('h2')?.textContent.includes(text)));

const button = (within: HTMLElement, text: string): HTMLElement => {
  const found = all('button', within).find((one) => one.textContent === text);
  if (found === undefined) throw new Error(`no button says ${text}`);
  return found;
};
const byId = (id: string) => page.mainFrame.document.getElementById(id) as unknown as HTMLElement & { value: string; open: boolean; requestSubmit(): void };
const words = async (text: string): Promise<string[]> => all('.said li', await card(text)).map((one) => one.textContent.replace(/, (?:just now|\d+ \w+ ago)/, ''));
const pressed = async (text: string): Promise<(string | null)[]> => all('button[aria-pressed="true"]', await card(text)).map((one) => one.getAttribute('aria-label'));

/** As somebody does who presses a button, fills in what is asked, and sends it. */
const say = async (incident: string, text: string, { by, note }: { by?: string; note?: string } = {}): Promise<void> => {
  button(await card(incident), text).click();
  expect(byId('say').open).toBe(true);
  if (by !== undefined) byId('say-by').value = by;
  if (note !== undefined) byId('say-note').value = note;
  byId('say-form').requestSubmit();
};
/** The dialog is closed, and so many words stand in the store: what is said next is said after them. */
const closed = async (words: number): Promise<void> => {
  await until(() => (byId('say').open ? undefined : true));
  await until(async () => {
    const response = await fetch(`${stack.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: '{ incidents { nodes { feedback { by } } } }' }) });
    const { data } = (await response.json()) as { data: { incidents: { nodes: { feedback: unknown[] }[] } } };
    return data.incidents.nodes.flatMap(({ feedback }) => feedback).length === words ? true : undefined;
  });
};

describe('the page', () => {
  it('shows what a rollback or a flag turned off suggests, as a weak sign that nobody has said', async () => {
    await card('search');
    await until(() => (byId('connection').getAttribute('data-state') === 'live' ? true : undefined));
    expect(await words('search')).toEqual(['weak sign ada\'s "Turn fast-search on" was undone, and the incident ended 4 minutes later. Nobody has said so.']);
    expect(await words('data-processor')).toEqual([]);
  }, 180_000);

  it('takes down that a suspect did not do it, with who says so and why', async () => {
    await say('data-processor', 'Not this one', { by: 'mia', note: 'it was the disk' });
    await closed(1);
    expect(await words('data-processor')).toEqual(['mia: “Deploy rest-api” did not do it (it was the disk)']);
    expect(await pressed('data-processor')).toEqual(['Not this one: Deploy rest-api']);
    expect(byId('said').textContent).toMatch(/^Recorded: Deploy rest-api – data-processor/);
    // whoever works by keyboard goes on where they were
    expect(page.mainFrame.document.activeElement?.getAttribute('aria-label')).toBe('Not this one: Deploy rest-api');
  }, 180_000);

  it('takes down that no change did it, and that one did after all; it remembers the name', async () => {
    await say('data-processor', 'No change did it');
    await closed(2);
    expect(await words('data-processor')).toEqual(['mia: no change did it', 'mia: “Deploy rest-api” did not do it (it was the disk)']);
    expect(await pressed('data-processor')).toEqual(['Not this one: Deploy rest-api', 'Not this one: Deploy data-processor', 'No change did it']);
    await say('data-processor', 'This did it', { by: 'noa' });
    await closed(3);
    expect(await words('data-processor')).toEqual(['noa: “Deploy rest-api” did it', 'mia: no change did it, taken back since', 'mia: “Deploy rest-api” did not do it (it was the disk), taken back since']);
    expect(await pressed('data-processor')).toEqual(['This did it: Deploy rest-api']);
  }, 180_000);

  it('has a person\'s word go before the weak sign', async () => {
    await say('search', 'This did it');
    await closed(4);
    expect(await words('search')).toEqual(['noa: “Turn fast-search on” did it']);
  }, 180_000);

  it('says why something was not taken down, and keeps what was written', async () => {
    // as a page of ours that is older than the server may do
    byId('say-by').removeAttribute('maxlength');
    await say('mailer', 'No change did it', { by: 'x'.repeat(600), note: 'kept' });
    await until(() => (byId('say-fault').textContent === '' ? undefined : true));
    expect(byId('say-fault').textContent).toBe('That was not recorded: by: at most 512 characters, not 600');
    expect([byId('say').open, byId('say-note').value]).toEqual([true, 'kept']);
    byId('say-cancel').click();
    expect(byId('say').open).toBe(false);
    expect(await words('mailer')).toEqual([]);
  }, 180_000);

  it('has a name for all that can be pressed or filled in, and no id twice', async () => {
    await card('data-processor');
    for (const one of all('button, input, textarea')) {
      const label = all('label').find((l) => l.getAttribute('for') === one.id || l.contains(one));
      expect(one.getAttribute('aria-label') ?? label?.textContent ?? one.textContent).not.toBe('');
      // what is seen is part of what is heard
      if (one.hasAttribute('aria-label')) expect(one.getAttribute('aria-label')).toContain(one.textContent);
    }
    const ids = all('[id]').map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const one of all('[aria-labelledby]')) expect(byId(one.getAttribute('aria-labelledby') ?? '')).not.toBeNull();
  });
});
