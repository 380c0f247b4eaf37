import { Command, CommanderError } from 'commander';
import { safe } from '../text/safe.js';
import { troubleText } from '../run/trouble.js';
import { addChanges } from './changes.js';
import { addDlq } from './dlq.js';
import { endWhenUnread, endWith } from './end.js';
import { addFit } from './fit.js';
import { addIncident, addIncidents } from './incidents.js';
import { addK8s } from './k8s.js';
import { addRenormalize } from './renormalize.js';
import { addReplay } from './replay.js';
import { addServices } from './services.js';
import { addStart } from './start.js';
import { terminalOf, type Terminal } from './terminal.js';
import { addWebhook } from './webhook.js';
import { addMap, addUnmapped } from './unmapped.js';
import { addConfirm, addDismiss } from './verdicts.js';
import { addWhyNot } from './why-not.js';

/** The `culprit` command: its subcommands and their help. */
export const programFor = (terminal: Terminal): Command => {
  const program = new Command('culprit')
    .description('What changed, and which change did it?')
    .allowExcessArguments()
    .enablePositionalOptions()
    .option('--print-config', 'print every variable and its value, secrets masked, and end')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err, outputError: (text, write) => write(safe(text).replace(/^error: /, 'culprit: ')) })
    .showHelpAfterError('(add --help to see what there is)')
    .action(async ({ printConfig: only }: { readonly printConfig?: true }) => {
      const [unknown] = program.args;
      if (unknown !== undefined) program.error(`error: there is no command '${unknown}'`);
      if (only !== true) return program.help({ error: true });
      (await import('./print-config.js')).printConfig(terminal);
    });
  addStart(program, terminal);
  addReplay(program, terminal);
  addFit(program, terminal);
  addRenormalize(program, terminal);
  addDlq(program, terminal);
  addWebhook(program, terminal);
  addK8s(program, terminal);
  addIncidents(program, terminal);
  addIncident(program, terminal);
  addWhyNot(program, terminal);
  addConfirm(program, terminal);
  addDismiss(program, terminal);
  addChanges(program, terminal);
  addServices(program, terminal);
  addUnmapped(program, terminal);
  addMap(program, terminal);
  return program;
};

/** Runs one command. Ends with 0, with 1 when it could not be done, with 2 when it was asked for in a wrong way. */
export const run = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  try {
    await programFor(terminal).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has told it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.err(`${safe(troubleText(error))}\n`);
    return 1;
  }
};

export const main = async (args: readonly string[]): Promise<void> => {
  endWhenUnread(process);
  process.exitCode = await run(args, terminalOf(process));
  // chDB's threads would keep a process alive whose start failed.
  if (process.exitCode !== 0) await endWith(process, process.exitCode);
};
