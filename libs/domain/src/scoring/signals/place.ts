import type { Signal } from '../signal.js';

/** Whether the change was where the incident is. */
export const place: Signal = {
  name: 'place',
  isSilentOn: ({ environment }) => environment !== undefined,
  looksAt: () => '',
  weigh: ({ candidate: { service, changes }, environment, score }) => {
    if (service === undefined) return undefined;
    for (const change of changes) if (change.environment !== undefined) return undefined;
    return environment === 'default' ? undefined : score.noEnvironment;
  },
  say: ({ candidate: { changes: [lead] }, environment }) => `nothing says that ${lead.kind === 'code' ? 'this code' : 'it'} reached ${environment ?? ''}`,
};
