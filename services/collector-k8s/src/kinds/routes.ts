import { entityOf } from './meta.js';

/** `rest-api`, `rest-api.shop`, `rest-api.shop.svc.cluster.local`: the Service that a host is in a namespace. Undefined for one elsewhere. */
export const serviceOfHost = (namespace: string | null | undefined, host: string): string | undefined => {
  const [name = '', other, ...rest] = host.split('.');
  const inside = rest.length === 0 || rest[0] === 'svc';
  return name === '' || name === '*' || !inside ? undefined : entityOf(other ?? namespace, 'service', name);
};

export const distinct = (entities: readonly (string | undefined)[]): string[] => [...new Set(entities.filter((entity) => entity !== undefined))];
