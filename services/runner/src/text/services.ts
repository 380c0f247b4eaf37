import type { ServiceLine } from '../client/shapes.js';
import type { Paint } from './paint.js';

/** One line a service, and why it is unwell. */
export const servicesText = (services: readonly ServiceLine[], paint: Paint): string => {
  const width = Math.max(...services.map(({ name }) => name.length));
  return services.map(({ name, environment, health, healthReasons, owner, system, replicas }) => {
    const colour = health === 'UNHEALTHY' ? paint.red : health === 'DEGRADED' ? paint.yellow : health === 'HEALTHY' ? paint.green : paint.dim;
    const facts = [environment, replicas === null ? null : `${replicas.ready}/${replicas.desired} ready`, owner, system].filter((fact) => fact !== null);
    const reasons = health === 'UNHEALTHY' || health === 'DEGRADED' ? healthReasons : [];
    return [`${colour(health.padEnd(9))}  ${paint.bold(name.padEnd(width))}  ${paint.dim(facts.join(', '))}`.trimEnd(), ...reasons.map((reason) => `           ${reason}`)].join('\n') + '\n';
  }).join('');
};
