import type { Command } from 'commander';
import { ask } from '../client/ask.js';
import { ConfirmSuspect, DismissSuspect, type ConfirmAnswer, type DismissAnswer } from '../client/questions.js';
import { safeJson, safeLine } from '../text/safe.js';
import { asksServer, serverOf, type ServerOptions } from './server.js';
import type { Terminal } from './terminal.js';

interface VerdictOptions extends ServerOptions {
  readonly note?: string;
  readonly by?: string;
}

const says = (command: Command): Command =>
  asksServer(command).option('--note <text>', 'why, in your words').option('--by <name>', 'who says so (default: USER)');

const wordsOf = ({ note, by }: VerdictOptions, { env }: Terminal) => ({ note, by: by ?? (env['USER'] || undefined) });

export const addConfirm = (program: Command, terminal: Terminal): void => {
  says(program.command('confirm <incident> <change>').description('say that a change caused an incident: what accuracy is measured by and weights are learned from'))
    .action(async (incidentId: string, changeId: string, options: VerdictOptions) => {
      const { confirmSuspect } = await ask<ConfirmAnswer>(serverOf(options, terminal.env), ConfirmSuspect, { incidentId, changeId, ...wordsOf(options, terminal) });
      if (options.json === true) return terminal.out(`${safeJson(confirmSuspect)}\n`);
      terminal.out(`Confirmed: ${safeLine(changeId)} caused ${safeLine(confirmSuspect.title)}.\n`);
    });
};

export const addDismiss = (program: Command, terminal: Terminal): void => {
  says(program.command('dismiss <incident> [change]').description('say that a change did not cause an incident; without a change, that none did'))
    .action(async (incidentId: string, changeId: string | undefined, options: VerdictOptions) => {
      const { dismissSuspect } = await ask<DismissAnswer>(serverOf(options, terminal.env), DismissSuspect, { incidentId, changeId, ...wordsOf(options, terminal) });
      if (options.json === true) return terminal.out(`${safeJson(dismissSuspect)}\n`);
      terminal.out(changeId === undefined ? `Said: no change caused ${safeLine(dismissSuspect.title)}.\n` : `Dismissed: ${safeLine(changeId)} did not cause ${safeLine(dismissSuspect.title)}.\n`);
    });
};
