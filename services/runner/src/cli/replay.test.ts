import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { plain } from '../text/paint.js';
import { run } from './program.js';

const storyFile = new URL('../../../../e2e/story/story.jsonl', import.meta.url);
const rulesFile = new URL('../../../correlator/src/rules.yaml', import.meta.url);
let folder: string;
let story: string;
let rules: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-cli-replay-'));
  story = await readFile(storyFile, 'utf8');
  rules = await readFile(rulesFile, 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
const file = async (content: string | Buffer, ending = 'jsonl'): Promise<string> => {
  const path = join(folder, `${count++}.${ending}`);
  await writeFile(path, content);
  return path;
};
const culprit = async (...args: string[]) => {
  let err = '';
  let out = '';
  const code = await run(args, { env: { DATA_DIR: join(folder, 'none') }, paint: plain, out: (text) => { out += text; }, err: (text) => { err += text; } });
  return { code, out, err };
};
const replayed = async (events: string, ...more: string[]) => {
  const out = join(folder, `out-${count++}`);
  const { code, err } = await culprit('replay', '--events', events, '--out', out, ...more);
  return { code, err, incidents: await readFile(out, 'utf8').catch(() => undefined) };
};

describe('culprit replay reads', () => {
  it.each([
    ['as it is', (text: string) => file(text)],
    ['with the line ends of Windows', (text: string) => file(text.replaceAll('\n', '\r\n'))],
    ['with a byte order mark', (text: string) => file(`\uFEFF${text}`)],
    ['without a last line end', (text: string) => file(text.trimEnd())],
    ['with empty lines', (text: string) => file(`\n${text.replaceAll('\n', '\n\n')}`)],
    ['gzipped', (text: string) => file(gzipSync(text), 'jsonl.gz')],
    ['the other way round', (text: string) => file(text.trim().split('\n').reverse().join('\n'))],
    ['twice', (text: string) => file(text + text)],
  ])('a file %s, to the same bytes', async (_, write) => {
    const wanted = await replayed(await file(story));
    expect(wanted).toMatchObject({ code: 0, err: '', incidents: expect.stringContaining('chg-rest-api-scale') });
    expect(await replayed(await write(story))).toEqual(wanted);
  });

  it('in several threads, to the same bytes, and refuses the same', async () => {
    const wanted = await replayed(await file(story), '--threads', '1');
    for (const threads of ['2', '5']) expect(await replayed(await file(story), '--threads', threads)).toEqual(wanted);
    expect(await replayed(await file(gzipSync(story), 'jsonl.gz'), '--threads', '2', '--candidates', '5')).toEqual(await replayed(await file(story), '--candidates', '5'));
    const broken = await file(`${story}{"kind":"alert"}\n`);
    const refused = await replayed(broken, '--threads', '1');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`${broken}, line ${story.trim().split('\n').length + 1}`) });
    expect(await replayed(broken, '--threads', '3')).toEqual(refused);
  });

  it('nothing, and says so', async () => {
    const nothing = await file('');
    expect(await replayed(nothing)).toEqual({ code: 0, err: `No events were read from ${nothing}.\n`, incidents: '' });
  });
});

describe('culprit replay refuses', () => {
  const [first, second, ...rest] = ['{"bad', '[1]', '"x"', '7', 'null'];
  it.each([
    [first, 'line 3: not JSON: '], [second, 'line 3: expected an object of arrivalTime, kind and event, not a list'], [rest[0], 'not a string'], [rest[1], 'not a number'], [rest[2], 'not null'],
    ['{"arrivalTime":"2026-01-15T00:00:00Z","kind":"change","event":{"id":"c","occurredAt":"soon"}}', 'line 3: change: occurredAt: '],
    ['{"arrivalTime":"2026-02-30T00:00:00Z","kind":"change","event":{}}', 'line 3: arrivalTime: '],
  ])('a line in the middle: %s', async (line, says) => {
    const lines = story.split('\n');
    const events = await file([...lines.slice(0, 2), line, ...lines.slice(2)].join('\n'));
    const { code, err, incidents } = await replayed(events);
    expect({ code, incidents }).toEqual({ code: 1, incidents: undefined });
    expect(err.startsWith(`${events}, `)).toBe(true);
    expect(err).toContain(says ?? '');
  });

  it('what is no file of lines', async () => {
    expect((await replayed(join(folder, 'nowhere'))).err).toBe(`The events cannot be read from ${join(folder, 'nowhere')}: ENOENT: no such file or directory, open '${join(folder, 'nowhere')}'.\n`);
    expect(await replayed(folder)).toMatchObject({ code: 1, err: `The events cannot be read from ${folder}: EISDIR: illegal operation on a directory, read.\n` });
    const cut = await file(gzipSync(story).subarray(0, 300), 'gz');
    expect(await replayed(cut)).toMatchObject({ code: 1, err: expect.stringContaining(`The events cannot be read from ${cut}: unexpected end of file`) });
  });

  it.each([
    ['a key that is none', (text: string) => text.replace('quiet:', 'quiett:'), 'fold: Unrecognized key: "quiett"'],
    ['one beside the others', (text: string) => `${text}\nextra: 1\n`, 'the file: Unrecognized key: "extra"'],
    ['a number that is none', (text: string) => text.replace(/noChange: .*/, 'noChange: two'), 'score.noChange: '],
    ['a version that is a number', (text: string) => text.replace(/^version: .*/m, 'version: 5'), 'version: '],
    ['no version', (text: string) => text.replace(/^version: .*/m, ''), 'version: '],
    ['a span that is none', (text: string) => text.replace('quiet: PT10M', 'quiet: 10m'), 'fold.quiet: expected an ISO 8601 duration such as PT5M'],
    ['nothing in it', () => '', 'the file: '],
    ['no YAML in it', () => 'a: [', 'cannot read the rules of '],
  ])('rules with %s', async (_, change, says) => {
    const wrong = await file(change(rules), 'yaml');
    for (const option of ['--rules', '--against']) {
      const { code, err } = await replayed(await file(story), option, wrong);
      expect(code).toBe(1);
      expect(err).toContain(wrong);
      expect(err).toContain(says);
    }
  });

  it('a log that is not there, and a time in which nothing can be', async () => {
    expect(await culprit('replay')).toMatchObject({ code: 1, err: `There is no event log in ${join(folder, 'none')}: DATA_DIR says where Culprit keeps it.\n` });
    expect(await culprit('fit')).toMatchObject({ code: 1, err: expect.stringContaining('There is no event log in') });
    for (const name of ['replay', 'fit']) {
      expect(await culprit(name, '--from', '2026-02-01', '--to', '2026-01-01')).toMatchObject({ code: 2, err: expect.stringContaining('--from must be before --to') });
    }
  });
});

describe('culprit replay --against', () => {
  it('says that two sets of numbers have one name', async () => {
    const other = rules.replace(/noChange: .*/, 'noChange: 9');
    const events = await file(story);
    const said = 'both rules call themselves';
    expect((await replayed(events, '--against', await file(other, 'yaml'))).err).toContain(said);
    expect((await replayed(events, '--against', await file(other.replace(/^version: .*/m, 'version: "other"'), 'yaml'))).err).not.toContain(said);
    expect((await replayed(events, '--against', await file(`# a comment\n${rules}`, 'yaml'))).err).not.toContain(said);
  });
});

describe('culprit fit', () => {
  it('says how many labels there are where they are too few, and writes nothing', async () => {
    expect(await culprit('fit', '--events', await file(story), '--out', join(folder, 'fit.yaml'))).toMatchObject({
      code: 1, err: expect.stringMatching(/^too few labels to learn from: of 2 incidents people say of 0 what caused them, and 0 more have a weak label; needed are 30, 10 of them by people\./),
    });
    await expect(readFile(join(folder, 'fit.yaml'))).rejects.toThrow('ENOENT');
    const bad = await file('{');
    expect(await culprit('fit', '--events', bad)).toMatchObject({ code: 1, err: expect.stringContaining(`${bad}, line 1: not JSON`) });
  });
});
