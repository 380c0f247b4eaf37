import type { Command } from 'commander';
import { ask } from '../client/ask.js';
import { ChangesQuestion, type ChangesAnswer } from '../client/questions.js';
import { Refusal } from '../refusal.js';
import { changesText } from '../text/changes.js';
import { safeDeep, safeJson, safeLine } from '../text/safe.js';
import { duration, wholeNumber } from './options.js';
import { asksServer, serverOf, type ServerOptions } from './server.js';
import type { Terminal } from './terminal.js';

interface ChangesOptions extends ServerOptions {
  readonly service: string;
  readonly environment?: string;
  readonly last: string;
  readonly related: number;
  readonly first: number;
}

export const addChanges = (program: Command, terminal: Terminal): void => {
  asksServer(program.command('changes').description('list what changed on a service and on what it depends on, newest first'))
    .requiredOption('--service <name>', 'the service to begin with')
    .option('--environment <name>', 'only in this environment')
    .option('--last <span>', 'how far back, such as 90s, 15m, 1h or 2d', duration, 'PT1H')
    .option('--related <hops>', 'also what lies up to this many calls away', wholeNumber(0, 10), 0)
    .option('--first <number>', 'at most this many', wholeNumber(1, 500), 100)
    .action(async ({ service, environment, last, related, first, ...rest }: ChangesOptions) => {
      const scope = { services: [service], environment, related };
      const { service: known, timeline } = await ask<ChangesAnswer>(serverOf(rest, terminal.env), ChangesQuestion, { service, scope, last, first });
      if (known === null && timeline.edges.length === 0) throw new Refusal(`No service is called ${safeLine(service)}.`);
      if (rest.json === true) return terminal.out(`${safeJson(timeline.edges)}\n`);
      if (timeline.edges.length === 0) return terminal.out(`Nothing changed on ${safeLine(service)}${related === 0 ? '' : ` and up to ${related} hops from it`}.\n`);
      terminal.out(changesText(safeDeep(timeline.edges), terminal.paint));
      if (timeline.pageInfo.hasNextPage) terminal.out('\nThere are more: ask with a larger --first or a shorter --last.\n');
    });
};
