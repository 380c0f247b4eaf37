import { BadLine, type Lines } from '@culprit/correlator';
import { Refusal } from '../refusal.js';

/** Recorded events, and what whoever asked calls them: a file, or `-`. */
export interface Recorded {
  readonly file: string;
  readonly lines: Lines;
}

/** Does some work on them; a line that cannot be read is refused with the file that it stands in. */
export const withRecorded = async <T>({ file, lines }: Recorded, work: (lines: Lines) => Promise<T>): Promise<T> => {
  try {
    return await work(lines);
  } catch (cause) {
    if (cause instanceof BadLine) throw new Refusal(`${file === '-' ? 'Standard input' : file}, ${cause.message}.`, { cause });
    throw cause;
  }
};
