import type { Parsed } from './door.js';

/** What reads a value calls itself once a level, several times over: a value of a few thousand levels would end it, and where depends on who calls. */
const DEEPEST = 100;

type Fault = 'too deep' | 'broken text';

const faultOf = (value: unknown, depth: number): Fault | undefined => {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'broken text';
  if (value === null || typeof value !== 'object') return undefined;
  if (depth === DEEPEST) return 'too deep';
  let fault: Fault | undefined;
  for (const key in value) {
    if (!key.isWellFormed()) fault = 'broken text';
    const found = faultOf((value as Readonly<Record<string, unknown>>)[key], depth + 1);
    if (found === 'too deep') return found;
    fault ??= found;
  }
  return fault;
};

const mended = (value: unknown): unknown => {
  if (typeof value === 'string') return value.toWellFormed();
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(mended);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), mended(item)]));
};

/**
 * A JSON value that everything behind can walk and write: refused where it nests too deep; halves of characters, which a sender leaves where it
 * cuts text and which no bytes can hold, stand as U+FFFD.
 */
export const orderly = (value: unknown): Parsed<unknown> => {
  const fault = faultOf(value, 0);
  if (fault === 'too deep') return { ok: false, error: `event: expected at most ${DEEPEST} levels of nesting` };
  return { ok: true, event: fault === undefined ? value : mended(value) };
};

/** Half a character can only stand escaped in a text. */
const HALF = /\\u[dD][89a-fA-F]/;
const [BRACKET, BRACE] = [0x5b, 0x7b];

/** Nothing stands in the text that could be half a character. */
export const isUnbroken = (text: string): boolean => !text.includes('\\') || !HALF.test(text);

/**
 * Whether the text alone says that its value is orderly, which is so of nearly all that stands on the log and saves the walk: nothing escaped that
 * could be half a character, and too few brackets to nest deep.
 */
export const isPlainlyOrderly = (text: string): boolean => {
  let opened = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code === BRACKET || code === BRACE) && ++opened > DEEPEST) return false;
  }
  return isUnbroken(text);
};
