import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { allowed, refused } from './attempts.ts';

interface Message { ruleId: string | null; message: string }

const lint = (attempts: readonly { file: string; source: string }[]): Message[][] => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'try.mjs')], {
    input: JSON.stringify(attempts), encoding: 'utf8', maxBuffer: 32 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`the attempts could not be linted: ${stderr}`);
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as Message[][];
};

describe('the walls between the rooms', () => {
  let answers: Message[][];
  beforeAll(() => { answers = lint([...refused, ...allowed]); }, 400_000);

  it.each(refused.map((attempt, index) => ({ ...attempt, index })))('$file refuses $source', ({ index, says }) => {
    expect(answers[index]?.map(({ message }) => message)).toContainEqual(expect.stringContaining(says));
  });

  it.each(allowed.map((attempt, index) => ({ ...attempt, index })))('$file may say $source', ({ index }) => {
    expect(answers[refused.length + index]).toEqual([]);
  });
});
