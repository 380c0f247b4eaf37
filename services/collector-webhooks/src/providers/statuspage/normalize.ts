import { faults } from '@culprit/domain';
import type { z } from 'zod';
import { type Delivery, type Normalized, reject } from '../../provider/contract.js';
import { fromComponent } from './component.js';
import { fromIncident } from './incident.js';
import { ComponentTold, IncidentTold, type Settings } from './schema.js';

/** Nothing in a delivery names its type: it is told by what is in it. */
export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const { body } = delivery;
  if (body === null || typeof body !== 'object') return reject('the body is not an object');
  if ('component_update' in body) return read(ComponentTold, fromComponent, delivery);
  if ('incident' in body) return read(IncidentTold, fromIncident, delivery);
  return reject('neither an incident nor a component_update');
};

const read = <S extends z.ZodType>(schema: S, map: (body: z.output<S>, delivery: Delivery<Settings>) => Normalized, delivery: Delivery<Settings>): Normalized => {
  const body = schema.safeParse(delivery.body);
  return body.success ? map(body.data, delivery) : reject(faults(body.error));
};
