import type { Service } from '@culprit/nest';
import type { Fault } from './parse.js';

/** The services that TARGET names, in start order. */
export const select = (targets: readonly Service[], target: string): { selected: readonly Service[]; faults: readonly Fault[] } => {
  const names = target.split(',').map((name) => name.trim()).filter((name) => name !== '');
  const known = targets.map((service) => service.name);
  const faults = names
    .filter((name) => name !== 'all' && !known.includes(name))
    .map((name) => ({ variable: 'TARGET', sentence: `names ${JSON.stringify(name)}, which is no service; there are: all, ${known.join(', ')}` }));
  if (names.length === 0) faults.push({ variable: 'TARGET', sentence: `names no service; there are: all, ${known.join(', ')}` });
  return { selected: names.includes('all') ? targets : targets.filter((service) => names.includes(service.name)), faults };
};
