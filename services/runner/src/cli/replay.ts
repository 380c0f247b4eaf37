import type { ReplayRequest } from '@culprit/correlator';
import type { Command } from 'commander';
import { safe, safeLine } from '../text/safe.js';
import { linesOf, writeLines } from './lines.js';
import { instant, isEmpty, wholeNumber } from './options.js';
import type { Terminal } from './terminal.js';

interface ReplayOptions extends Omit<ReplayRequest, 'events'> {
  readonly events?: string;
  readonly out: string;
  readonly threads?: number;
}

export const addReplay = (program: Command, terminal: Terminal): void => {
  const command: Command = program.command('replay')
    .description('fold recorded events, or the event log, into incidents again: offline, the same for the same input and rules')
    .option('--events <file>', 'lines of recorded events; - is standard input. Without it the event log of EVENT_LOG is read')
    .option('--out <file>', 'where the incidents go, one a line; - is standard output', '-')
    .option('--rules <file>', 'rules instead of the shipped ones')
    .option('--against <file>', 'other rules: tells which incidents would have another first suspect')
    .option('--candidates <number>', 'adds everything that was weighed, at most this many an incident', wholeNumber(1, 10_000))
    .option('--threads <number>', 'how many threads judge a large file (default: by its size, the cores and the memory); each takes as much memory', wholeNumber(1, 64))
    .option('--revisions', 'writes every revision, not the final one only')
    .option('--from <time>', 'with the event log: incidents opened at or after this time', instant)
    .option('--to <time>', 'with the event log: incidents opened before this time', instant)
    .action(async ({ events, out, threads, ...request }: ReplayOptions) => {
      if (events !== undefined && (request.from ?? request.to) !== undefined) command.error('error: --from and --to select from the event log: leave --events out', { exitCode: 2 });
      if (isEmpty(request)) command.error('error: --from must be before --to', { exitCode: 2 });
      const { replayLines, replayLog } = await import('../run/replay.js');
      const answer = events === undefined ? await replayLog(terminal.env, request) : await replayLines({ file: events, lines: linesOf(events) }, request, threads);
      await writeLines(out, answer.lines);
      if (answer.events === 0) terminal.err(`No events were read from ${events === undefined ? 'the event log' : events === '-' ? 'standard input' : safeLine(events)}.\n`);
      for (const sentence of [...answer.leftOut, ...answer.differences]) terminal.err(`${safe(sentence)}\n`);
    });
};
