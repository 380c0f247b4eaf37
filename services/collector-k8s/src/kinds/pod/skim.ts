/** A line of the watch begins so; anything else is read whole. */
const BEGINNING = /^\{"type":"(?:MODIFIED|ADDED)",/;
const [OPENS, CLOSES] = [123, 125];
/**
 * Without one of the first no container waits or was killed, and no pod is without a node; an escaped letter may hide one. What else is looked for in
 * the same pass: its version, its uid and its owners'.
 */
const WORDS = /"(?:waiting|terminated|Unschedulable)"|\\u|"resourceVersion":"(\d{1,20})"|"uid":"([^"]*)"/g;

/** What was cut short leaves more open than it closes. */
const isWhole = (line: Buffer): boolean => {
  let open = 0;
  for (let at = 0; at < line.length; at++) {
    const byte = line[at];
    if (byte === OPENS) open++;
    else if (byte === CLOSES) open--;
  }
  return open === 0 && line.at(-1) === CLOSES;
};

/**
 * The resource version of a line that shows a pod in which nothing is wrong, and that is of none for which `matters` holds: it can bring nothing, and is
 * not worth to be parsed. Undefined for a line that must be read; whenever in doubt it must.
 */
export const skimmed = (line: Buffer, matters: (uid: string) => boolean): string | undefined => {
  const text = line.toString('latin1');
  if (!BEGINNING.test(text) || !isWhole(line)) return undefined;
  let version: string | undefined;
  for (const [, number, uid] of text.matchAll(WORDS)) {
    if (uid !== undefined) {
      if (matters(uid)) return undefined;
      continue;
    }
    // a word of trouble, or a label that is called as the version is
    if (number === undefined || version !== undefined) return undefined;
    version = number;
  }
  return version;
};
