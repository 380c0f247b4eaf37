import { MARKED, SHAPED, USERINFO } from './patterns.js';
import { CAPITAL, JOINT, SMALL, sorts } from './sorts.js';

/** One of these signs stands in every text that a pattern fits; most texts have none. */
const SIGN = /[@=]|:[^/]|^-|\s-/;
/** The same, or a capital as in random letters: one look is enough for most. */
const ROUGH = /[@=A-Z]|:[^/]|^-|\s-/;

const LONG = 20;
const FEW = 4;
/** What no base64 has in it: a stretch without may stand for a secret however seldom its letters change. */
const NO_BASE64 = Uint8Array.from({ length: 128 }, (_, code) => (/[-_%/]/.test(String.fromCharCode(code)) ? 1 : 0));
const BOTH = (1 << SMALL) | (1 << CAPITAL);
/** 1 where a letter or digit stands beside one of another sort. */
const changed = Uint8Array.from({ length: 64 }, (_, pair) => {
  const [before, now] = [pair >> 3, pair & 7];
  return before !== now && [before, now].every((sort) => sort > 0 && sort < JOINT) ? 1 : 0;
});

const mayBeRandom = (text: string): boolean => {
  let start = 0;
  let seen = 0;
  let changes = 0;
  let before = 0;
  let stretch = 0;
  let inStretch = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    const sort = code < 128 ? sorts[code]! : 0;
    if (sort === 0 || NO_BASE64[code] === 1) {
      if (at - stretch >= LONG && (inStretch & BOTH) === BOTH) return true;
      stretch = at + 1;
      inStretch = 0;
    } else inStretch |= 1 << sort;
    if (sort === 0) {
      if (at - start >= LONG && changes >= FEW && (seen & BOTH) === BOTH) return true;
      start = at + 1;
      seen = changes = before = 0;
      continue;
    }
    changes += changed[(before << 3) | sort]!;
    seen |= 1 << sort;
    before = sort;
  }
  return false;
};

/**
 * Whether there may be a secret in a text: a quick look, because every text of every delivery passes here. Never false where a pattern or `hideRandom`
 * finds something; `random`: whether random letters would be hidden where it stands.
 */
export const maySecret = (text: string, random = true): boolean =>
  SHAPED.test(text) || (ROUGH.test(text) && ((SIGN.test(text) && (USERINFO.test(text) || MARKED.test(text))) || (random && text.length >= LONG && /[A-Z]/.test(text) && mayBeRandom(text))));
