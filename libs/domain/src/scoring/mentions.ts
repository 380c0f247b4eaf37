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

/** Of the last characters of a name: the first of an image are those of its neighbours too. Equal names have equal keys, none is below 0. */
export const keyOf = (name: string): number => keyAt(name, name.length);

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
