import { badInput } from './errors.js';

const MOST = 10;

/** How far a walk over the call graph may go. */
export const hops = (argument: string, asked: number, least = 1): number => {
  if (asked < least || asked > MOST) throw badInput(`${argument}: ${least} to ${MOST} hops, not ${asked}`);
  return asked;
};
