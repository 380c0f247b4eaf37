import type { Command } from 'commander';
import { ask } from '../client/ask.js';
import { ServicesQuestion, type ServicesAnswer } from '../client/questions.js';
import { safeDeep, safeJson } from '../text/safe.js';
import { servicesText } from '../text/services.js';
import { oneOf, wholeNumber } from './options.js';
import { asksServer, serverOf, type ServerOptions } from './server.js';
import type { Terminal } from './terminal.js';

interface ServicesOptions extends ServerOptions {
  readonly environment?: string;
  readonly search?: string;
  readonly health?: string;
  readonly first: number;
}

export const addServices = (program: Command, terminal: Terminal): void => {
  asksServer(program.command('services').description('list services, worst health first'))
    .option('--environment <name>', 'only in this environment')
    .option('--search <text>', 'only those whose name or alias holds this text')
    .option('--health <health>', 'only in this health', oneOf('unhealthy', 'degraded', 'unknown', 'healthy'))
    .option('--first <number>', 'at most this many', wholeNumber(1, 200), 50)
    .action(async ({ environment, search, health, first, ...rest }: ServicesOptions) => {
      const filter = { environment, search, healths: health === undefined ? undefined : [health] };
      const { services } = await ask<ServicesAnswer>(serverOf(rest, terminal.env), ServicesQuestion, { filter, first });
      if (rest.json === true) return terminal.out(`${safeJson(services.nodes)}\n`);
      if (services.nodes.length === 0) return terminal.out('No services.\n');
      terminal.out(servicesText(safeDeep(services.nodes), terminal.paint));
      if (services.pageInfo.hasNextPage) terminal.out('\nThere are more: ask with a larger --first or with --search.\n');
    });
};
