import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { checkYaml } from './check.js';
import { parseYaml } from './document.js';

const Entry = z.strictObject({ name: z.string(), aliases: z.array(z.string()).default([]) });
const check = (text: string) => {
  const read = parseYaml('a.yaml', text);
  if (!read.ok) return read.error;
  const [document] = read.documents;
  if (document === undefined) return 'nothing';
  const checked = checkYaml(z.array(Entry), document);
  return checked.ok ? checked.value : checked.error;
};

describe('a YAML file', () => {
  it('is read by its schema', () => {
    expect(check('# all of it\n- name: a\n- {name: b, aliases: [x, "y z"]}\n')).toEqual([{ name: 'a', aliases: [] }, { name: 'b', aliases: ['x', 'y z'] }]);
    expect(check('- &one {name: a}\n- *one\n')).toHaveLength(2);
    expect(check('')).toBe('nothing');
  });

  it.each([
    ['an unknown key', '- name: a\n- name: b\n  alias: [x]\n', 'a.yaml, line 3, [1].alias: no such key'],
    ['a wrong type', '- name: a\n  aliases: x\n', 'a.yaml, line 2, [0].aliases: expected array, received string'],
    ['one inside a list', '- name: a\n  aliases:\n    - x\n    - 7\n', 'a.yaml, line 4, [0].aliases[1]: expected string, received number'],
    ['what is missing', '- aliases: []\n- name: b\n', 'a.yaml, line 1, [0].name: missing, expected string'],
    ['another shape', '\nname: a\n', 'a.yaml, line 2: expected array, received object'],
    ['several faults: the first in the file', '- name: 1\n  x: 1\n- name: []\n', 'a.yaml, line 1, [0].name: expected string, received number (and 2 more faults)'],
    ['a key given twice', '- name: a\n  name: b\n', 'a.yaml, line 2: not YAML: Map keys must be unique'],
    ['a bracket left open', '- name: [a\n', 'a.yaml, line 2: not YAML: '],
    ['a tag that nobody knows', '- name: !secret a\n', 'a.yaml, line 1: not YAML: Unresolved tag: !secret'],
    ['an alias that goes nowhere', '- *nobody\n', 'a.yaml, line 1: not YAML: '],
  ])('%s is told with file, line and path', (_, text, error) => expect(check(text)).toContain(error));

  it('that unfolds without end is refused', () => {
    const bomb = ['- &a [x, x, x, x, x, x, x, x, x]', ...[...'bcdefghi'].map((name, at) => `- &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[at]}`).join(', ')}]`)].join('\n');
    expect(check(bomb)).toContain('Excessive alias count');
  });
});
