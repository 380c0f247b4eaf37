import { describe, expect, it } from '@jest/globals';
import { tsvLine } from './tsv.js';

describe('a row as TabSeparated', () => {
  it('escapes what would end a field or a line, and keeps everything else', () => {
    expect(tsvLine({ a: 'x', b: 'tab\tnew\nline\\', c: '{"é":"\'"}', d: '' })).toBe('x\ttab\\tnew\\nline\\\\\t{"é":"\'"}\t');
    expect(tsvLine({ a: '', b: 1 })).toBe('\t1');
  });

  it('writes null, numbers, arrays and tuples as ClickHouse reads them', () => {
    expect(tsvLine({ a: null, b: 0.5, c: true, d: [], e: ["it's", 'b\\c'], f: [{ n: 'x', d: null, i: ['y'], u: 2n }] })).toBe("\\N\t0.5\ttrue\t[]\t['it\\'s','b\\\\c']\t[('x',NULL,['y'],2)]");
  });
});
