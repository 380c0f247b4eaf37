import type { Signal } from '../signal.js';

/** How surely the change was where the incident is. */
export const place: Signal = {
  name: 'place',
  isSilentOn: ({ environment }) => environment !== undefined,
  looksAt: () => '',
  weigh: ({ candidate: { service, changes }, environment, score }) => {
    if (service === undefined) return score.scopeOnly;
    for (const change of changes) if (change.environment !== undefined) return undefined;
    return environment === 'default' ? undefined : score.noEnvironment;
  },
  say: ({ candidate: { service, changes: [lead] }, environment }) =>
    service === undefined ? 'it names no service, only a place that the alerts are in' : `nothing says that ${lead.kind === 'code' ? 'this code' : 'it'} reached ${environment ?? ''}`,
};
