import type { Backlog } from './backlog.js';
import type { Course } from './course.js';

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const time = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

const number = (n: number): string => n.toLocaleString('en-US');
const waits = (records: number): string => `${number(records)} ${records === 1 ? 'record waits' : 'records wait'} in the spool`;

/** How things stand, for people; undefined when all is well. */
export const sentence = (logName: string, { awaySince, records }: Course, { refusal }: Backlog): string | undefined => {
  if (awaySince === undefined) return records === 0 ? undefined : `${logName} acknowledges again; ${waits(records)} to be written to it.`;
  const since = `${logName} does not acknowledge in time since ${time(awaySince)}; ${waits(records)}`;
  return refusal === undefined ? `${since}.` : `${since}, which takes no more: ${refusal}.`;
};
