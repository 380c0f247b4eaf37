import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Alert, type Change } from '@culprit/domain';
import { LinearRegExp } from './linear.js';
import { normalize } from './normalize.js';
import { Settings } from './schema.js';
import { verify } from './verify.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (settings: object, body: unknown, endpoint?: string) => normalize({ headers: {}, body, endpoint, receivedAt, settings: Settings.parse(settings) });
const eventsOf = async (...said: Parameters<typeof say>) => {
  const normalized = await say(...said);
  if (normalized.is !== 'ok') throw new Error(normalized.reason);
  return normalized.events.map(({ event }) => event);
};

describe('the mappings of this folder', () => {
  const folder = join(import.meta.dirname, 'mappings');
  const fixtures = readdirSync(join(import.meta.dirname, 'fixtures')).filter((file) => /^[\w-]+\.json$/.test(file) && file !== 'signed.json').map((file) => JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', file), 'utf8')) as { settings?: Record<string, string> });

  it.each(readdirSync(folder))('%s is tried word for word', (file) => {
    const [, part = ''] = /\.(\w+)\.jsonata$/.exec(file) ?? [];
    const text = readFileSync(join(folder, file), 'utf8');
    expect(fixtures.filter(({ settings }) => settings?.[part] === text).length).toBeGreaterThan(0);
    expect(readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')).toContain(`mappings/${file}`);
  });
});

describe('an expression', () => {
  const fault = (settings: object) => {
    const parsed = Settings.safeParse(settings);
    return parsed.success ? undefined : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  };

  it('that is none is a fault with its place, before anything starts', () => {
    expect(fault({ alerts: '{ "a": ' })).toMatch(/^alerts: not an expression that we take: .*\(at character \d+\)/);
    expect(fault({ alerts: 'a', changes: 'b', skip: '"x' })).toMatch(/^skip: /);
  });

  it.each(['$match(a, /(?=b)/)', '$eval(a)', 'b.$random()', '$map(a, $shuffle)', '($f := $eval; $f(a))'])('%s is refused at the start', (alerts) => expect(fault({ alerts })).toMatch(/^alerts: not an expression that we take/));

  it('that fails or makes no event makes a dead letter in words', async () => {
    expect(await say({ alerts: '$number(a)' }, { a: 'x' })).toMatchObject({ is: 'reject', reason: expect.stringMatching(/^alerts: Unable to cast value to a number/) });
    expect(await say({ alerts: '{"title": a}' }, { a: 'x' })).toMatchObject({ is: 'reject', reason: expect.stringMatching(/^alerts\[0\]: fingerprint: which alerting instance/) });
    expect(await say({ alerts: '{"fingerprint": a, "status": "burning"}' }, { a: 'x' })).toMatchObject({ is: 'reject', reason: expect.stringMatching(/^alerts\[0\]: status: /) });
    expect(await say({ changes: '5' }, {})).toEqual({ is: 'reject', reason: 'changes[0]: a change is an object' });
  });

  it('that goes on for ever, too deep or too far is ended', async () => {
    const began = performance.now();
    expect(await say({ alerts: '($f := function($n) { $f($n + 1) }; $f(1))' }, {})).toEqual({ is: 'reject', reason: 'alerts: it takes more than 100000 steps (at character 39)' });
    expect(await say({ alerts: '($f := function($n) { 1 + $f($n + 1) }; $f(1))' }, {})).toMatchObject({ is: 'reject' });
    expect(await say({ alerts: '[1..1000000].{"fingerprint": $}' }, {})).toMatchObject({ is: 'reject' });
    expect(await say({ alerts: '[1..2000].{"fingerprint": $string($), "startsAt": $now()}' }, {})).toEqual({ is: 'reject', reason: 'alerts: more than 1000 events of one body' });
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('that has much to do lets others in between', async () => {
    const began = performance.now();
    let longest = 0;
    // of its own doing: who waits for the processor holds nobody up
    let [last, used] = [began, process.threadCpuUsage()];
    const clock = setInterval(() => {
      const { user, system } = process.threadCpuUsage(used);
      longest = Math.max(longest, Math.min(performance.now() - last, (user + system) / 1_000));
      [last, used] = [performance.now(), process.threadCpuUsage()];
    }, 1);
    const body = { all: Array.from({ length: 900 }, (_, i) => ({ key: String(i), text: 'errors of checkout' })) };
    const events = await eventsOf({ alerts: 'all.{"fingerprint": key, "startsAt": $now(), "title": text, "class": $alertClass(text)}' }, body);
    clearInterval(clock);
    // Far less than the whole takes, also where other tests keep the machine busy.
    expect([events.length, longest < Math.max(200, (performance.now() - began) / 3)]).toEqual([900, true]);
  });

  it('takes patterns that are slow elsewhere in a moment, on 100 kB made for it', async () => {
    // to go back and forth in it would take longer than anybody lives
    const evil = `${'a'.repeat(100_000)}!`;
    const began = performance.now();
    expect(await say({ alerts: '$contains(a, /^(a+)+$/) ? {"fingerprint": "x"}' }, { a: evil })).toMatchObject({ is: 'skip' });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('sees integers beyond 2^53 as their digits, and reaches no prototype', async () => {
    expect(await eventsOf({ alerts: '{"fingerprint": id, "startsAt": $instant(at)}' }, { id: 9_007_199_254_740_993n, at: 1_768_471_200_000_000_110n })).toMatchObject([{ fingerprint: 'json::9007199254740993', startsAt: '2026-01-15T10:00:00.000Z' }]);
    expect(await say({ alerts: 'constructor.constructor("x")' }, {})).toMatchObject({ is: expect.stringMatching(/reject|skip/) });
  });

  it('is told when and where a delivery came, and no other time', async () => {
    expect(await eventsOf({ alerts: '{"fingerprint": $endpoint, "startsAt": $now(), "title": $string($millis())}' }, {}, 'eu')).toMatchObject([{ fingerprint: 'json:eu:eu', startsAt: receivedAt, title: String(Date.parse(receivedAt)) }]);
  });
});

describe('what comes out', () => {
  const alerts = '{"fingerprint": key, "status": state, "startsAt": state = "firing" ? at, "endsAt": state = "resolved" ? at}';

  it('pairs firing and resolved, and a redelivery is the same fact', async () => {
    const [fired, again, later, ended] = await Promise.all([{ state: 'firing', at: '2026-01-15 10:00:00 UTC' }, { state: 'firing', at: '2026-01-15 10:00:00 UTC' }, { state: 'firing', at: 1_768_478_400 }, { state: 'resolved', at: '2026-01-15T10:20:00Z' }].map(async (body) => (await eventsOf({ alerts }, { key: 'disk', ...body }, 'eu'))[0] as Alert));
    expect(again).toEqual(fired);
    expect(new Set([fired, later, ended].map((each) => each!.fingerprint))).toEqual(new Set(['json:eu:disk']));
    expect(new Set([fired, later, ended].map((each) => each!.id)).size).toBe(3);
    expect([fired!.startsAt, ended!.endsAt, 'environment' in fired!]).toEqual(['2026-01-15T10:00:00.000Z', '2026-01-15T10:20:00.000Z', false]);
  });

  it('statements of one id are one change; without an id its phases still are', async () => {
    for (const id of ['"id": run, ', '']) {
      const changes = `{${id}"service": "checkout", "kind": "deployment", "phase": phase, "occurredAt": began, "finishedAt": ended, "updatedAt": $exists(ended) ? ended : began}`;
      const [started, done] = await Promise.all([{ phase: 'started' }, { phase: 'failed', ended: '2026-01-15T10:04:00Z' }].map(async (body) => (await eventsOf({ changes }, { run: '7', began: '2026-01-15T10:00:00Z', ...body }))[0] as Change));
      expect(mergeChange(started!, done!)).toMatchObject({ id: started!.id, phase: 'failed', services: ['checkout'], phases: [{ phase: 'started' }, { phase: 'failed', at: '2026-01-15T10:04:00.000Z' }] });
    }
  });

  it('ids of two endpoints and of two senders never meet', async () => {
    const ids = await Promise.all([['a', undefined], ['b', undefined], ['a', 'acme']].map(async ([endpoint, provider]) => ((await eventsOf({ changes: `{"id": "1", "title": "x", "occurredAt": $now()${provider === undefined ? '' : `, "source": {"provider": "${provider}"}`}}` }, {}, endpoint))[0] as Change).id));
    expect(new Set(ids).size).toBe(3);
  });
});

it('bodies in our own words need no mapping; bare values are skipped; skip tells why', async () => {
  expect(await eventsOf({}, { alerts: [{ fingerprint: 'a', startsAt: receivedAt, labels: { n: 1, o: { p: 2 } }, links: [{ title: 'x', url: 'javascript:x' }] }], changes: { title: 'x', occurredAt: receivedAt } })).toMatchObject([{ labels: { n: '1', o: '{"p":2}' }, links: [] }, { title: 'x' }]);
  expect(await say({}, 'text')).toMatchObject({ is: 'skip' });
  expect(await say({}, { x: 1 })).toMatchObject({ is: 'reject', reason: 'the endpoint has no mapping, and the body has neither `alerts` nor `changes`' });
  expect(await say({ alerts: 'null', skip: 'test ? "a test"' }, { test: true })).toEqual({ is: 'skip', reason: 'a test' });
  expect(await say({ alerts: 'nothing' }, { x: 1 })).toEqual({ is: 'skip', reason: 'the mapping makes no event of it' });
});

describe('who may send', () => {
  const body = Buffer.from('{"a":1}');
  const known = (settings: object, headers: Record<string, string>, token?: string) => verify(['secret'], { settings: Settings.parse(settings), fetchText: () => Promise.reject(new Error('no')) })({ headers, body, now: 0, token });

  it('shows a token, also in a header of its own', async () => {
    expect([await known({}, { authorization: 'Bearer secret' }), await known({}, {}, 'secret'), await known({ tokenHeader: 'X-Auth' }, { 'x-auth': 'secret' }), await known({}, { 'x-auth': 'secret' })]).toEqual([true, true, true, false]);
  });

  it('signs where the settings say so, and then a token is nothing', async () => {
    const settings = { signature: { header: 'X-Sig', prefix: 'sha512=', algorithm: 'sha512', encoding: 'base64' } };
    const signed = `sha512=${createHmac('sha512', 'secret').update(body).digest('base64')}`;
    expect([await known(settings, { 'x-sig': signed }), await known(settings, { 'x-sig': signed.slice(7) }), await known(settings, { authorization: 'Bearer secret' })]).toEqual([true, false, false]);
  });
});

it('a linear pattern finds what RegExp finds, from where it is told', () => {
  const [linear, plain] = [new LinearRegExp(/(\d+)-(x)?/gi), /(\d+)-(x)?/gi];
  for (const text of ['a 1-X 22- b', 'none', '']) {
    for (let found = plain.exec(text); found !== null; found = plain.exec(text)) {
      const ours = linear.exec(text);
      expect([[...(ours ?? [])], ours?.index, linear.lastIndex]).toEqual([[...found], found.index, plain.lastIndex]);
    }
    expect(linear.exec(text)).toBeNull();
  }
});
