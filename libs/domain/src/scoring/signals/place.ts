import type { Signal } from '../score.js';

/** How surely the change was where the incident is. */
export const place: Signal = {
  name: 'place',
  weigh: ({ candidate, group, score }) => {
    const [lead] = candidate.changes;
    if (candidate.service === undefined) return { contribution: score.scopeOnly, sentence: 'it names no service, only a place that the alerts are in' };
    const environment = group.members[0]?.episode.first.environment;
    if (candidate.changes.some((c) => c.environment !== undefined) || environment === 'default') return undefined;
    return { contribution: score.noEnvironment, sentence: `nothing says that ${lead.kind === 'code' ? 'this code' : 'it'} reached ${environment}` };
  },
};
