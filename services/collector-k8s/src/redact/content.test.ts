import { describe, expect, it } from '@jest/globals';
import { contentOf } from './content.js';
import { diff } from './diff.js';
import type { Leaf } from './leaf.js';
import { createRedactor } from './redactor.js';
import { freeText } from './tree.js';

const redactor = createRedactor('a key for tests');
const leaves = (name: string, text: string): Record<string, Leaf> => {
  const all: Record<string, Leaf> = {};
  freeText(`data[${name}]`, name, text, redactor, (path, leaf) => void (all[path] = leaf));
  return all;
};

describe('a configuration text', () => {
  it.each([
    ['app.json', '{"server":{"port":8080},"debug":true}'],
    ['app.yaml', 'server:\n  port: 8080\ndebug: true\n'],
    ['app.toml', 'debug = true\n[server]\nport = 8080\n'],
  ])('%s is read by leaf', (name, text) => {
    expect(leaves(name, text)).toEqual({ [`data[${name}].server.port`]: 8080, [`data[${name}].debug`]: true });
  });
  it.each([
    ['app.properties', '# a comment\nserver.port=8080\ntimeout: 30s\n'],
    ['.env', 'export server.port="8080"\ntimeout=30s\n'],
    ['settings', 'server.port = 8080\n\ntimeout=30s\n'],
  ])('%s is read line by line', (name, text) => {
    expect(leaves(name, text)).toEqual({ [`data[${name}].server.port`]: '8080', [`data[${name}].timeout`]: '30s' });
  });
  it.each([['a.txt', 'just a sentence'], ['x.json', '{"cut'], ['n', '5'], ['big.yaml', `a: ${'x'.repeat(200_001)}`]])('%s that is no tree is one value', (name, text) => {
    expect(contentOf(name, text)).toBeUndefined();
    expect(Object.keys(leaves(name, text))).toEqual([`data[${name}]`]);
  });

  it('shows what is of a safe shape, and of the rest only that it changed', () => {
    const text = (password: string, url: string, size: number) => `pool:\n  size: ${size}\n  password: ${password}\nurl: ${url}\nsecrets:\n  pin: ${size}\n`;
    const entries = diff(leaves('app.yaml', text('hunter2', 'https://db.shop/v1', 5)), leaves('app.yaml', text('hunter3', 'https://app:pw@db.shop/v1', 6)));
    expect(entries).toEqual([
      { path: 'data[app.yaml].pool.password', redacted: true },
      { path: 'data[app.yaml].pool.size', before: 5, after: 6 },
      { path: 'data[app.yaml].secrets.pin', redacted: true },
      { path: 'data[app.yaml].url', redacted: true },
    ]);
  });

  it('keeps items of a list under their name, and pairs by theirs', () => {
    expect(leaves('a.yaml', 'list:\n- name: DB_PASSWORD\n  value: 12345\n- name: WORKERS\n  value: 4\n')).toMatchObject({ 'data[a.yaml].list[DB_PASSWORD].value': { hash: expect.any(String) }, 'data[a.yaml].list[WORKERS].value': 4 });
  });
  it('with an endless alias or depth ends', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((c, n) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[n] ?? 'a'}`).join(',')}]`).join('\n')}`;
    expect(Object.keys(leaves('b.yaml', bomb))).toEqual(['data[b.yaml]']);
    expect(Object.keys(leaves('d.json', `${'['.repeat(300)}${']'.repeat(300)}`)).length).toBe(1);
  });
});
