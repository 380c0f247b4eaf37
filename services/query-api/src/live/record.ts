import { Incident } from '@culprit/domain';
import type { LogRecord } from '@culprit/ports';
import { z } from 'zod';

/**
 * What must be there to be handed on. The whole schema costs twenty times as much a record, and who wrote this topic has asked it
 * already: correlators are its only writers.
 */
const Whole = z.looseObject({
  ...Incident.pick({ id: true, environment: true, status: true, severity: true, openedAt: true, services: true, revision: true, what: true }).shape,
  affected: z.array(z.looseObject({})),
  alerts: z.array(z.looseObject({ id: z.string() })),
  suspects: z.array(z.looseObject({ probability: z.number(), changeIds: z.array(z.string()), change: z.looseObject({ id: z.string(), services: z.array(z.string()) }) })),
});

/** The incident that a record holds; null of a tombstone and of what is none. */
export const incidentOf = (record: LogRecord): Incident | null => {
  if (record.value === null) return null;
  try {
    return Whole.parse(JSON.parse(record.value.toString('utf8'))) as unknown as Incident;
  } catch {
    return null; // The projector dead-letters it.
  }
};
