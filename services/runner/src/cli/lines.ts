import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { createGunzip } from 'node:zlib';
import { Refusal } from '../refusal.js';

const CHUNK = 1 << 20;

const opened = async (file: string): Promise<Readable> => {
  if (file === '-') return process.stdin;
  const stream = createReadStream(file, { highWaterMark: CHUNK });
  await once(stream, 'open');
  // an error of either ends the other, and is thrown where lines are read
  return file.endsWith('.gz') ? pipeline(stream, createGunzip({ chunkSize: CHUNK }), () => undefined) : stream;
};

/** The lines of a file, which may be gzipped (`.gz`), as many at a time as were read of it; `-` is standard input. */
export async function* linesOf(file: string): AsyncGenerator<readonly string[]> {
  try {
    const input = (await opened(file)).setEncoding('utf8');
    let rest: string | undefined;
    for await (const text of input as AsyncIterable<string>) {
      const all = rest === undefined ? text.replace(/^\uFEFF/, '') : rest + text;
      const lines = all.split('\n');
      rest = lines.pop() ?? '';
      yield all.includes('\r') ? lines.map(withoutReturn) : lines;
    }
    if (rest !== undefined && rest !== '') yield [withoutReturn(rest)];
  } catch (cause) {
    throw new Refusal(`The events cannot be read from ${file === '-' ? 'standard input' : file}: ${isNativeError(cause) ? cause.message : String(cause)}.`, { cause });
  }
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** Writes lines to a file, or to standard output for `-`, as fast as they are taken. */
export const writeLines = async (file: string, lines: Iterable<string>): Promise<void> => {
  if (file === '-') {
    for (const line of lines) if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
    return;
  }
  const output = createWriteStream(file);
  try {
    await once(output, 'open');
    for (const line of lines) if (!output.write(`${line}\n`)) await once(output, 'drain');
    output.end();
    await once(output, 'finish');
  } catch (cause) {
    throw new Refusal(`The incidents cannot be written to ${file}: ${isNativeError(cause) ? cause.message : String(cause)}.`, { cause });
  }
};
