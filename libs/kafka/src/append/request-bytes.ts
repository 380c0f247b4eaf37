/** Longer texts are written quicker by the engine than letter by letter. */
const SHORT = 64;
const LONGEST_VARINT = 5;

/** A buffer that grows, and where the next byte goes. Numbers as Kafka has them: big-endian, or zigzag varints. */
export class RequestBytes {
  at = 0;

  constructor(estimate: number, private bytes = Buffer.allocUnsafeSlow(estimate)) {}

  get written(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  room(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + more));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  int8(value: number): void {
    this.room(1);
    this.bytes[this.at++] = value;
  }

  int16(value: number): void {
    this.room(2);
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.room(4);
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: number): void {
    this.room(8);
    this.at = this.bytes.writeBigInt64BE(BigInt(value), this.at);
  }

  text(value: string): void {
    const length = Buffer.byteLength(value);
    this.int16(length);
    this.room(length);
    this.at += this.bytes.write(value, this.at);
  }

  varint(value: number): void {
    this.room(LONGEST_VARINT);
    this.at = putVarint(this.bytes, this.at, value);
  }

  /** How many bytes there are, then those. */
  counted(value: string | Buffer | null | undefined): void {
    if (value === null || value === undefined) return this.varint(-1);
    if (typeof value === 'string') {
      if (value.length > SHORT || !this.ascii(value)) this.encoded(value);
      return;
    }
    this.varint(value.length);
    this.room(value.length);
    value.copy(this.bytes, this.at);
    this.at += value.length;
  }

  /** The same of what `write` writes: how long it is, is known after it. */
  measured(write: () => void): void {
    const before = this.at;
    this.room(LONGEST_VARINT);
    const start = (this.at += LONGEST_VARINT);
    write();
    const length = this.at - start;
    const to = putVarint(this.bytes, before, length);
    this.bytes.copyWithin(to, start, this.at);
    this.at = to + length;
  }

  /** What was written as int32 before, told now. */
  patch(at: number, value: number): void {
    this.bytes.writeInt32BE(value | 0, at);
  }

  /** False, and nothing written, when there is a letter beyond ASCII. */
  private ascii(value: string): boolean {
    this.room(LONGEST_VARINT + SHORT);
    const { bytes } = this;
    const start = putVarint(bytes, this.at, value.length);
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) return false;
      bytes[start + i] = code;
    }
    this.at = start + value.length;
    return true;
  }

  private encoded(value: string): void {
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.room(length);
    this.at += this.bytes.write(value, this.at);
  }
}

const putVarint = (bytes: Buffer, from: number, value: number): number => {
  let at = from;
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  while (rest > 0x7f) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
};
