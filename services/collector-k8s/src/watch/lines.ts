/** A line that never ends is no line: 16 MiB is far above what etcd stores. */
const MOST_BYTES = 16 * 1024 * 1024;
const NEWLINE = 10;
const RETURN = 13;

/** Cuts a stream into lines, however its chunks are cut. A line may be a view of its chunk. */
export class Lines {
  private rest: Uint8Array[] = [];
  private restBytes = 0;

  /** The lines that this chunk completes, empty ones left out. Throws when a line is too long. */
  add(chunk: Uint8Array): Buffer[] {
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      const end = chunk.subarray(from, at);
      const line = this.restBytes === 0 ? Buffer.from(end.buffer, end.byteOffset, end.length) : Buffer.concat([...this.rest, end]);
      this.rest = [];
      this.restBytes = 0;
      if (line.length > 1 || (line.length === 1 && line[0] !== RETURN)) lines.push(line);
      from = at + 1;
    }
    if (from < chunk.length) {
      this.rest.push(chunk.subarray(from));
      this.restBytes += chunk.length - from;
      if (this.restBytes > MOST_BYTES) throw new Error('a line of the watch is longer than 16 MiB');
    }
    return lines;
  }

  /** True when the stream ended within a line. */
  broken(): boolean {
    return this.restBytes > 0;
  }
}
