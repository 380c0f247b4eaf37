/** What the alerts say, for a few of them. */
export interface Mentions {
  readonly texts: readonly string[];
  /** As one. */
  readonly all: string;
  /** Whether a name with this key may be in them: false is sure. */
  mayHave(key: number): boolean;
}

/** Shorter than this a name is found in any text. */
export const TELLING = 5;

const SPREAD = 31;

/** A commit, or the hash of an image: said in as few characters as tell it, or in all. */
const HASH = /^(?:sha256:)?([0-9a-f]{7,64})$/;
const SHORTEST = 7;
const WHOLE = 40;

/** Of a name that is a hash its digits: a date or a number of a build is none. */
export const hashOf = (name: string): string | undefined => {
  const hex = HASH.exec(name)?.[1];
  return hex !== undefined && (hex.length >= WHOLE || (/[a-f]/.test(hex) && /[0-9]/.test(hex))) ? hex : undefined;
};

/** What of a name stands in every text that says it. */
export const leastOf = (name: string): string => hashOf(name)?.slice(0, SHORTEST) ?? name;

const inHash = /[0-9a-f]/;
const inWord = /[\p{L}\p{N}]/u;

/** Whether a text says a hash, whole or short: `5be1f00`, `sha-5be1f00`, `v1.4.2-3-g5be1f00`. */
export const saysHash = (text: string, hex: string): boolean => {
  const least = hex.slice(0, SHORTEST);
  for (let at = text.indexOf(least); at >= 0; at = text.indexOf(least, at + 1)) {
    let end = at + SHORTEST;
    while (inHash.test(text[end] ?? '')) end += 1;
    const said = text.slice(at, end);
    if (/(?:^|[^\p{L}\p{N}]g?)$/u.test(text.slice(Math.max(0, at - 2), at)) && !inWord.test(text[end] ?? '') && (hex.startsWith(said) || said.startsWith(hex))) return true;
  }
  return false;
};

/** Of the last characters of a name: the first of an image are those of its neighbours too. Equal names have equal keys, none is below 0. */
export const keyOf = (name: string): number => {
  const least = leastOf(name);
  return keyAt(least, least.length);
};

const keyAt = (text: string, end: number): number => {
  let key = 0;
  for (let i = end - TELLING; i < end; i += 1) key = (Math.imul(key, SPREAD) + text.charCodeAt(i)) & 0x3fffffff;
  return key;
};

/** So many bits for each character of the texts: few names are looked for in vain. */
const SPARSE = 16;

/** A text is read once, and thousands of names are not looked for in it. */
export const mentionsOf = (texts: readonly string[]): Mentions => {
  const all = texts.join('\n');
  let bits: Uint8Array | undefined;
  const read = (): Uint8Array => {
    const size = 2 ** Math.ceil(Math.log2(Math.max(1, all.length) * SPARSE));
    const found = new Uint8Array(size / 8);
    for (let end = TELLING; end <= all.length; end += 1) {
      const bit = keyAt(all, end) & (size - 1);
      found[bit >> 3] = (found[bit >> 3] as number) | (1 << (bit & 7));
    }
    return found;
  };
  return {
    texts,
    all,
    mayHave: (key) => {
      bits ??= read();
      const bit = key & (bits.length * 8 - 1);
      return ((bits[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
    },
  };
};
