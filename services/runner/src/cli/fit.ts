import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { FitRequest } from '@culprit/correlator';
import type { Command } from 'commander';
import { Refusal } from '../refusal.js';
import { safe, safeLine } from '../text/safe.js';
import { linesOf } from './lines.js';
import { instant, isEmpty } from './options.js';
import type { Terminal } from './terminal.js';

interface FitOptions extends Omit<FitRequest, 'events'> {
  readonly events?: string;
  readonly out?: string;
}

/** Never over the old rules, nor over what somebody else wrote. */
const write = async (file: string, text: string): Promise<void> => {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    throw new Refusal(exists ? `${safeLine(file)} is there already: name another with --out, or remove it.` : `The rules cannot be written to ${safeLine(file)}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
  }
};

export const addFit = (program: Command, terminal: Terminal): void => {
  const command: Command = program.command('fit')
    .description('estimate the weights of the score anew from what people confirmed and dismissed, and write a new rules file beside the old')
    .option('--events <file>', 'lines of recorded events with feedback; - is standard input. Without it the event log of EVENT_LOG is read')
    .option('--rules <file>', 'the old rules (default: those shipped)')
    .option('--out <file>', 'where the new rules go (default: rules-VERSION.yaml beside the old ones, or here)')
    .option('--from <time>', 'only incidents opened at or after this time', instant)
    .option('--to <time>', 'only incidents opened before this time', instant)
    .action(async ({ events, out, ...request }: FitOptions) => {
      if (out !== undefined && request.rules !== undefined && resolve(out) === resolve(request.rules)) command.error('error: --out is the old rules file, which stays as it is', { exitCode: 2 });
      if (isEmpty(request)) command.error('error: --from must be before --to', { exitCode: 2 });
      const { fitLines, fitLog } = await import('../run/fit.js');
      const { version, text, sentences } = events === undefined ? await fitLog(terminal.env, request) : await fitLines({ file: events, lines: linesOf(events) }, request);
      const file = out ?? join(request.rules === undefined ? '.' : dirname(request.rules), `rules-${version}.yaml`);
      await write(file, text);
      for (const sentence of sentences) terminal.out(`${safe(sentence)}\n`);
      terminal.out(`written to ${safeLine(file)}; \`culprit replay --against ${safeLine(file)}\` says whose first suspect it would change\n`);
    });
};
