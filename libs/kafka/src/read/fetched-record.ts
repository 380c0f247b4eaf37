import type { LogRecord } from '@culprit/ports';

/** A varint of the protocol, zigzag; `at` goes behind it. */
export interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

export const varint = (from: Cursor): number => {
  let byte = from.bytes[from.at++]!;
  let [sum, times] = [byte & 0x7f, 128];
  while (byte >= 0x80) {
    byte = from.bytes[from.at++]!;
    sum += (byte & 0x7f) * times;
    times *= 128;
  }
  return sum % 2 === 0 ? sum / 2 : -(sum + 1) / 2;
};

const textAt = (from: Cursor): string => {
  const length = varint(from);
  const begin = from.at;
  from.at += Math.max(length, 0);
  return length <= 0 ? '' : from.bytes.toString('utf8', begin, from.at);
};

/** A record where it stands in what was fetched: most readers ask neither its key nor its headers. */
export class FetchedRecord implements LogRecord {
  private keyText: string | null | undefined;
  private texts: Record<string, string> | undefined;

  constructor(
    readonly offset: number,
    readonly timestamp: number,
    readonly value: Buffer | null,
    readonly isControlRecord: boolean,
    private readonly bytes: Buffer,
    private readonly keyAt: number,
    private readonly headersAt: number,
  ) {}

  get key(): string | null {
    if (this.keyText === undefined) {
      const cursor = { bytes: this.bytes, at: this.keyAt };
      const length = varint(cursor);
      this.keyText = length < 0 ? null : this.bytes.toString('utf8', cursor.at, cursor.at + length);
    }
    return this.keyText;
  }

  /** Of a header that was given twice the last counts. */
  get headers(): Readonly<Record<string, string>> {
    if (this.texts === undefined) {
      this.texts = {};
      const cursor = { bytes: this.bytes, at: this.headersAt };
      for (let left = varint(cursor); left > 0; left--) {
        const name = textAt(cursor);
        this.texts[name] = textAt(cursor);
      }
    }
    return this.texts;
  }
}
