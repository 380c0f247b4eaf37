const OFFSET = 14_695_981_039_346_656_037n;
const PRIME = 1_099_511_628_211n;
const utf8 = new TextEncoder();

/**
 * The fingerprint that Alertmanager gives a label set: FNV-1a over the sorted names and values, a 255 behind each. Older versions do not send it, and
 * Prometheus never does; the API tells it always.
 */
export const fingerprintOf = (labels: Readonly<Record<string, string>>): string => {
  let sum = OFFSET;
  const add = (byte: number): void => { sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * PRIME); };
  for (const [name, value] of Object.entries(labels).map((pair) => pair.map((text) => utf8.encode(text))).sort(([a], [b]) => Buffer.compare(a!, b!)) as [Uint8Array, Uint8Array][]) {
    for (const part of [name, value]) {
      part.forEach(add);
      add(255);
    }
  }
  return sum.toString(16).padStart(16, '0');
};
