import { stripVTControlCharacters } from 'node:util';

// Control characters, zero-width ones and those that turn the direction of text: all a sender could use to make a terminal lie.
const sly = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Text from outside made safe for a terminal; line breaks stay. */
export const safe = (text: string): string => stripVTControlCharacters(text).replace(sly, (c) => (c === '\t' ? ' ' : ''));

/** The same on one line. */
export const safeLine = (text: string): string => safe(text).replace(/\s*\n\s*/g, ' ');

/** Every string inside a value, made safe and put on one line. */
export const safeDeep = <T>(value: T): T => {
  if (typeof value === 'string') return safeLine(value) as T;
  if (Array.isArray(value)) return value.map(safeDeep) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [safeLine(key), safeDeep(inner)])) as T;
};

/** JSON whose text cannot steer a terminal: the same value, the sly characters written as escapes. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(sly, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
