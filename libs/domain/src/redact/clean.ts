import { namesIdentifier } from './names.js';
import { hideRandom } from './random.js';
import { sorts } from './sorts.js';

/** An expression, its letters in any case. */
const cased = (words: string): string => words.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);

/**
 * Together these find all that `patterns.ts` does, and more: they know beginnings. Each starts from a set of letters, of which an engine passes over
 * sixteen others at a time, and looks around from there.
 */
const signs: readonly RegExp[] = [
  // a letter that is written otherwise, a quote that ends no text, JSON in a text
  /[\\\0](?=[u"/])/,
  /[{[](?<="[{[])/,
  // what has a credential's shape
  /[_\0](?<=gh[pousr]_|_pat_|shpat_|npm_|dop_v1_|lin_api_|whsec_|[srp]k_)/,
  /[-\0](?<=-----|gl(?:pat|dt|rt)-|pypi-|NRA[AK]-|xapp-|xox[a-z]-|[srp]k-)/,
  /[JTIzGvk9](?<=eyJ|ATATT|A[KS]I(?=A)|AIz(?=a)|SG(?=\.)|hv(?=[sb]\.)|hook(?=s[./]|\.office)|ya29)/,
  /[bB](?=earer|asic|EARER|ASIC)/,
  // the words that stand before one
  new RegExp(`[wWkKzZ](?<=${cased('passw|pw|tok|authoriz|(?:api|access|private|routing|signing|account|auth)[_-]?k')})`),
  new RegExp(cased('cre(?:t|d)|phras')),
  new RegExp(`[=\\0](?<=${cased('(?:sig|signature|key|auth|pass)')}=)`),
  // a name and a password before an `@`
  /[@\0](?<=:\/\/[^/\s"]{0,500}@|[\w%.-]:[^\s/@:"]{3,256}@)/,
];

/** The shortest that looks random has so many letters: before or behind any capital of it stand half as many. */
const LEAST = 20;
const INSIDE = '[A-Za-z0-9+/_=%-]{10}';
/** In halves: of more than sixteen letters an engine passes over none at a time, and one look takes four times as long as both. */
const CAPITALS = ['A-M', 'N-Z'].map((half) => new RegExp(`[${half}\\0](?:(?=.${INSIDE})|(?<=${INSIDE}.))`, 'g'));
const isToken = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code < 128 && sorts[code] !== 0;
};

/** The key of the text that a place belongs to; empty for what is in a list. */
const keyAround = (json: string, at: number): string => {
  const quote = json.lastIndexOf('"', at);
  return /"([^"]*)"\s*:\s*$/.exec(json.slice(Math.max(0, quote - 100), Math.max(0, quote)))?.[1] ?? '';
};

/** Whether letters in no order, of these capitals among them, stand where they would be hidden. */
const hasRandom = (json: string, capitals: RegExp): boolean => {
  capitals.lastIndex = 0;
  for (let found = capitals.exec(json); found !== null; found = capitals.exec(json)) {
    let [start, end] = [found.index, found.index + 1];
    while (isToken(json, start - 1)) start--;
    while (isToken(json, end)) end++;
    capitals.lastIndex = end;
    if (end - start < LEAST) continue;
    // the letter of an escape is none of the text's
    if (json[start - 1] === '\\') return true;
    const run = json.slice(start, end);
    if (hideRandom(run, '') !== run && !namesIdentifier(keyAround(json, start))) return true;
  }
  return false;
};

/**
 * True: no text in this JSON holds what `redact` would hide for its look. One look at all of it, because every delivery passes here, and most have
 * nothing in them. What is hidden for its name is not looked at. False is no verdict: then each text is to be looked at.
 */
export const isClean = (json: string): boolean => signs.every((sign) => !sign.test(json)) && !CAPITALS.some((half) => hasRandom(json, half));
