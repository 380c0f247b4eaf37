import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Refusal } from '../refusal.js';

/** The lines of a file; `-` is standard input. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  try {
    if (file !== '-') await once(input, 'open');
  } catch (cause) {
    throw new Refusal(`The events cannot be read from ${file}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
  }
  yield* createInterface({ input, crlfDelay: Infinity });
}

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
