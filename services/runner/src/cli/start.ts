import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

// The services are loaded by the commands that run them: a question at the terminal should not wait for a server's code.
export const addStart = (program: Command, terminal: Terminal): void => {
  program.command('start')
    .description('run the services that TARGET names until SIGTERM or Ctrl-C')
    .option('--print-config', 'print every variable and its value, secrets masked, and end')
    .addHelpText('after', '\nIt is configured by environment variables; --print-config lists them with their meaning.\n')
    .action(async ({ printConfig: only }: { readonly printConfig?: true }) => {
      if (only === true) return (await import('./print-config.js')).printConfig(terminal);
      const { start } = await import('../run/start.js');
      process.exit(await start(process));
    });
};
