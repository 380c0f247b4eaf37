import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { Refusal } from '../refusal.js';

const CHUNK = 1 << 20;

/** The lines of a file, as many at a time as were read of it; `-` is standard input. */
export async function* linesOf(file: string): AsyncGenerator<readonly string[]> {
  const input = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
  try {
    if (file !== '-') await once(input, 'open');
  } catch (cause) {
    throw new Refusal(`The events cannot be read from ${file}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
  }
  input.setEncoding('utf8');
  let rest = '';
  for await (const text of input as AsyncIterable<string>) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield lines.map(withoutReturn);
  }
  if (rest !== '') yield [withoutReturn(rest)];
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
    throw new Refusal(`The incidents cannot be written to ${file}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
  }
};
