import type { Command } from 'commander';
import { ask } from '../client/ask.js';
import { MapEntity, UnmappedQuestion, type MapAnswer, type UnmappedAnswer } from '../client/questions.js';
import { safeDeep, safeJson, safeLine } from '../text/safe.js';
import { unmappedText } from '../text/unmapped.js';
import { wholeNumber } from './options.js';
import { asksServer, serverOf, type ServerOptions } from './server.js';
import type { Terminal } from './terminal.js';

export const addUnmapped = (program: Command, terminal: Terminal): void => {
  asksServer(program.command('unmapped').description('list what senders name and no service answers to, most frequent first'))
    .option('--first <number>', 'at most this many', wholeNumber(1, 200), 50)
    .action(async ({ first, ...rest }: ServerOptions & { readonly first: number }) => {
      const { unmapped } = await ask<UnmappedAnswer>(serverOf(rest, terminal.env), UnmappedQuestion, { first });
      if (rest.json === true) return terminal.out(`${safeJson(unmapped.nodes)}\n`);
      if (unmapped.nodes.length === 0) return terminal.out('Every name that senders use belongs to a service.\n');
      terminal.out(unmappedText(safeDeep(unmapped.nodes), terminal.paint));
      terminal.out('\n`culprit map PROVIDER ENTITY SERVICE` says whose one is.\n');
      if (unmapped.pageInfo.hasNextPage) terminal.out('There are more: ask with a larger --first.\n');
    });
};

export const addMap = (program: Command, terminal: Terminal): void => {
  asksServer(program.command('map <provider> <entity> <service>').description('say which service an unmapped entity is; what came of it before follows'))
    .option('--environment <name>', 'only in this environment')
    .action(async (provider: string, entity: string, service: string, { environment, ...rest }: ServerOptions & { readonly environment?: string }) => {
      const { mapEntity } = await ask<MapAnswer>(serverOf(rest, terminal.env), MapEntity, { provider, entity, service, environment });
      if (rest.json === true) return terminal.out(`${safeJson(mapEntity)}\n`);
      const where = environment === undefined ? '' : ` in ${safeLine(environment)}`;
      terminal.out(`${safeLine(entity)} is ${safeLine(mapEntity.name)}${where}. What it brought before follows within seconds.\n`);
    });
};
