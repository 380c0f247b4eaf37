import { readFile } from 'node:fs/promises';
import type { CodeHost } from '@culprit/ports';
import type { RunnerConfig } from '../config/runner-config.js';
import type { Outside } from './open.js';

type Config = Pick<RunnerConfig, 'GITHUB_API_TOKEN' | 'GITHUB_API_TOKEN_FILE' | 'GITHUB_API_URL'>;

/** GitHub, where a token is given for it. A file that cannot be read refuses the start; later it is told where the answer is missing. */
export const openCodeHost = async ({ GITHUB_API_TOKEN: given, GITHUB_API_TOKEN_FILE: file, GITHUB_API_URL: api }: Config, { clock, logger, metrics }: Outside): Promise<CodeHost | undefined> => {
  if (file === '' && given.trim() === '') return undefined;
  const token = async (): Promise<string> => (file === '' ? given : await readFile(file, 'utf8')).trim();
  if ((await token()) === '') throw new Error(`the file ${file} is empty`);
  const { openGitHub } = await import('@culprit/github');
  return openGitHub({ api, token, clock, logger, metrics });
};
