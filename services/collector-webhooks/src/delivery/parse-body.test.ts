import { describe, expect, it } from '@jest/globals';
import { isClean, redact } from '@culprit/domain';
import { corpus } from '../testing/corpus.js';
import { parseBody } from './parse-body.js';

const read = (text: string, type = 'application/json', maxKeys = 10_000) => parseBody(type, Buffer.from(text), { maxKeys });
const nested = (depth: number): string => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;

describe('a body', () => {
  it('is JSON, whatever its type says, with or without a byte order mark', () => {
    expect(read('{"a":[1]}', 'text/plain')).toMatchObject({ ok: true, value: { a: [1] } });
    expect(read('\ufeff{"a":1}')).toMatchObject({ ok: true, value: { a: 1 } });
  });

  it('has limits of depth and of keys, each good at the limit', () => {
    expect([read(nested(64)).ok, read(nested(65)).ok]).toEqual([true, false]);
    expect([read(`[${'0,'.repeat(9999)}0]`).ok, read(`[${'0,'.repeat(10_000)}0]`).ok]).toEqual([true, false]);
    expect(read(`${'['.repeat(200_000)}${']'.repeat(200_000)}`).ok).toBe(false);
  });

  it.each(['{"__proto__":1}', '{"a":[{"\\u005f_proto__":{}}]}', '{"constructor":{"prototype":{}}}'])('%s reaches a prototype', (text) => expect(read(text)).toMatchObject({ ok: false, error: expect.stringContaining('prototype') }));

  it.each(['<?xml version="1.0"?><job/>', '\ufeff\n <job/>'])('%s is XML, and the sender is to choose JSON', (text) => expect(read(text)).toEqual({ ok: false, error: expect.stringContaining('choose JSON') }));

  it('may have a key that only looks like it', () => expect(read('{"constructor":"ACME","prototype":{}}').ok).toBe(true));

  it('may be a form: of a payload, or of fields', () => {
    const form = 'application/x-www-form-urlencoded; charset=utf-8';
    expect(read(`payload=${encodeURIComponent('{"a":"b c"}')}`, form)).toMatchObject({ ok: true, value: { a: 'b c' } });
    expect(read('alert_id=1&tags=a%3Ab', form)).toMatchObject({ ok: true, value: { alert_id: '1', tags: 'a:b' } });
    expect([read('payload=%7B', form).ok, read('__proto__=1', form).ok, read('&', form).ok, read('', form).ok]).toEqual([false, false, false, false]);
  });
});

describe('whether there may be a secret in it', () => {
  it('is never denied where one is hidden, in any body that senders are known to send; most have none at one look', () => {
    const read = corpus().map(({ file, body }) => ({ file, clean: isClean(body.toString('utf8')), parsed: parseBody('application/json', body, { maxKeys: 250_000 }) }));
    expect(read.filter(({ parsed }) => !parsed.ok || (!parsed.secret && redact(parsed.value) !== parsed.value)).map(({ file }) => file)).toEqual([]);
    expect(read.filter(({ clean }) => clean).length).toBeGreaterThan(read.length / 2);
  });

  it.each(['{"password":"x"}', '{"a":[{"token":["x"]}]}', '{"name":"API_TOKEN","value":"x"}', '{"secret":7}', '{"note":"Bearer abcd1234"}'])('is said of %s', (text) => expect(read(text)).toMatchObject({ ok: true, secret: true }));
  it.each(['{"password":null}', '{"token":false}', '{"secret":""}', '{"author":{"name":"octocat"}}'])('is denied of %s', (text) => expect(read(text)).toMatchObject({ ok: true, secret: false }));
});
