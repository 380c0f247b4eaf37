import { hidePatterns } from './patterns.js';
import { sorts } from './sorts.js';

/** Runs of what tokens are written in; paths are made of `/` too, so its parts are looked at one by one. */
const RUN = /[A-Za-z0-9+/_=%-]{20,}/g;
/** How many letters in no order make a token, in one part, or in parts of which none is anything else. */
const LEAST = 24;
const LEAST_IN_PARTS = 28;
const SHORT = 4;
/** No name goes on for so long without a joint. */
const LONG = 32;

/** Words change between capitals, small letters and digits now and then, random letters at every other step. */
const isOdd = (part: string): boolean => {
  // also a hash behind the letters of its sort: `GC33b55f7c…`
  if (part.length < SHORT || /^(?:[A-Za-z]{0,3}[0-9a-f]+|[0-9A-F]+)$/.test(part)) return false;
  let changes = 0;
  for (let at = 1; at < part.length; at++) if (sorts[part.charCodeAt(at)] !== sorts[part.charCodeAt(at - 1)]) changes++;
  if (part.length >= LONG && changes * 5 > part.length * 2) return true;
  return changes * 4 > part.length && part.replace(/[A-Z]?[a-z]{3,}|\d{3,}|[A-Z]{3,}/g, '').length * 10 >= part.length * 3;
};

const isRandom = (token: string): boolean => {
  if (token.length < LEAST || !/[a-z]/.test(token) || !/[A-Z]/.test(token)) return false;
  const text = decoded(token);
  if (text !== undefined && (hidePatterns(text) !== text || hideRandom(text, '') !== text)) return true;
  if (!/\d/.test(token) || (text !== undefined && isWords(text))) return false;
  const parts = token.split(JOINTS).filter((part) => part.length >= SHORT);
  const odd = parts.filter(isOdd);
  return odd.some((part) => part.length >= LEAST) || (odd.length === parts.length && odd.reduce((sum, part) => sum + part.length, 0) >= LEAST_IN_PARTS);
};

/** Also what an address writes for a sign. */
const JOINTS = /%[\dA-Fa-f]{2}|[+/_=%-]/;

/** What base64 stands for, where that is something to read. */
const decoded = (token: string): string | undefined => {
  if (token.length > 4_000 || !/^[A-Za-z0-9+/]+={0,2}$/.test(token)) return undefined;
  try {
    const text = atob(token);
    return /^[\x20-\x7e\s]+$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
};

/** Words and numbers (`123|APM|APPLICATION|45`) are a name; anything else that people read may be a secret in another coat. */
const isWords = (text: string): boolean =>
  text.split(/[^A-Za-z0-9]+/).every((part) => part.length <= 3 || /^(?:\d+|[A-Z]?[a-z]+|[A-Z]+|(?:[A-Z][a-z]{2,20}){2,4}\d{0,12})$/.test(part));

/** A word of a path, or the hex of a commit. */
const isWord = (part: string): boolean => /^(?:[A-Za-z]?[a-z_-]{2,}\d*|[0-9a-f]{7,})$/.test(part);
/** Base64 of 30 bytes, the least of what is called a key. */
const LEAST_BASE64 = 40;

/** What addresses call things by: a UUID in base 58 or 62. */
const SHORT_ID = 22;

/** Puts `by` in place of what looks like the letters of a key: long, of all sorts, in no order that words have. */
export const hideRandom = (text: string, by: string): string =>
  text.replace(RUN, (run) => {
    if (!run.includes('/')) return isRandom(run) ? by : run;
    const parts = run.split('/');
    if (run.length >= LEAST_BASE64 && !parts.some(isWord) && /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) && isOdd(run)) return by;
    return parts.map((part) => (part.length > SHORT_ID && isRandom(part) ? by : part)).join('/');
  });
