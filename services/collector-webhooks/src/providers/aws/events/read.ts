import { faults } from '@culprit/domain';
import type { z } from 'zod';
import { type Normalized, reject, skip } from '../../../provider/contract.js';
import { cut } from '../../../provider/wording.js';
import type { Told } from '../place.js';

/** Reads an event's detail as one sort of event has it. */
export const reading = <S extends z.ZodType>(schema: S, map: (detail: z.output<S>, told: Told) => Normalized) => (told: Told): Normalized => {
  const detail = schema.safeParse(told.event.detail);
  return detail.success ? map(detail.data, told) : reject(`${told.event['detail-type']}: detail.${cut(faults(detail.error), 500)}`);
};

export const passing = (why: string) => ({ event }: Told): Normalized => skip(`${cut(event['detail-type'], 100)}: ${why}`);
