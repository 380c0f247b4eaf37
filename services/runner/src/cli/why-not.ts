import type { Command } from 'commander';
import { ask } from '../client/ask.js';
import { WeighQuestion, type WeighAnswer } from '../client/questions.js';
import { Refusal } from '../refusal.js';
import { safeDeep, safeJson, safeLine } from '../text/safe.js';
import { weighedText } from '../text/weighed.js';
import { asksServer, serverOf, type ServerOptions } from './server.js';
import type { Terminal } from './terminal.js';

export const addWhyNot = (program: Command, terminal: Terminal): void => {
  asksServer(program.command('why-not <incident> <change>').description('say why a change was or was not suspected of an incident: its score, or what keeps it out'))
    .action(async (id: string, changeId: string, options: ServerOptions) => {
      const { incident, change } = await ask<WeighAnswer>(serverOf(options, terminal.env), WeighQuestion, { id, changeId });
      if (incident === null) throw new Refusal(`There is no incident ${safeLine(id)}; \`culprit incidents\` lists them.`);
      if (change === null && !incident.weigh.eligible) throw new Refusal(`There is no change ${safeLine(changeId)}, or it is no longer kept; \`culprit changes\` lists those of a service.`);
      if (options.json === true) return terminal.out(`${safeJson(incident.weigh)}\n`);
      terminal.out(weighedText(safeDeep({ title: incident.title, change, weighed: incident.weigh }), terminal.paint));
    });
};
