import type { Command } from 'commander';
import { ask } from '../client/ask.js';
import { IncidentQuestion, IncidentsQuestion, type IncidentAnswer, type IncidentsAnswer } from '../client/questions.js';
import { Refusal } from '../refusal.js';
import { incidentText, incidentsText } from '../text/incident.js';
import { safeDeep, safeJson, safeLine } from '../text/safe.js';
import { duration, oneOf, wholeNumber } from './options.js';
import { asksServer, serverOf, type ServerOptions } from './server.js';
import type { Terminal } from './terminal.js';

interface ListOptions extends ServerOptions {
  readonly service?: string;
  readonly environment?: string;
  readonly status?: string;
  readonly last?: string;
  readonly first: number;
}

export const addIncidents = (program: Command, terminal: Terminal): void => {
  asksServer(program.command('incidents').description('list incidents, newest first'))
    .option('--service <name>', 'only of this service')
    .option('--environment <name>', 'only of this environment')
    .option('--status <status>', 'open or resolved', oneOf('open', 'resolved', 'merged'))
    .option('--last <span>', 'only opened within this span, such as 1h or 2d', duration)
    .option('--first <number>', 'at most this many', wholeNumber(1, 500), 20)
    .action(async ({ service, environment, status, last, first, ...rest }: ListOptions) => {
      const filter = { services: service === undefined ? undefined : [service], environment, status, last };
      const { incidents } = await ask<IncidentsAnswer>(serverOf(rest, terminal.env), IncidentsQuestion, { filter, first });
      if (rest.json === true) return terminal.out(`${safeJson(incidents.nodes)}\n`);
      if (incidents.nodes.length === 0) return terminal.out('No incidents.\n');
      terminal.out(incidentsText(safeDeep(incidents.nodes), terminal.paint));
      if (incidents.pageInfo.hasNextPage) terminal.out('\nThere are more: ask with a larger --first or a shorter --last.\n');
    });
};

export const addIncident = (program: Command, terminal: Terminal): void => {
  asksServer(program.command('incident <id>').description('show one incident: its suspects, why, who, and the diff'))
    .action(async (id: string, options: ServerOptions) => {
      const { incident } = await ask<IncidentAnswer>(serverOf(options, terminal.env), IncidentQuestion, { id });
      if (incident === null) throw new Refusal(`There is no incident ${safeLine(id)}; \`culprit incidents\` lists them.`);
      terminal.out(options.json === true ? `${safeJson(incident)}\n` : incidentText(safeDeep(incident), terminal.paint));
    });
};
