import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '../refusal.js';

const Kept = z.object({ now: z.iso.datetime() });

export interface StoryTime {
  readonly now: number;
  /** True when this data has heard the story before. */
  readonly again: boolean;
}

/** The moment that the story is told around: kept with the data, so that a second run sends the very same events. */
export const storyTime = async (directory: string, now: number): Promise<StoryTime> => {
  const file = join(directory, 'story.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return { now: Date.parse(read(text, file).now), again: true };
  // Kubernetes writes whole seconds: a story of whole seconds reads the same everywhere.
  const whole = Math.floor(now / 1_000) * 1_000;
  await mkdir(directory, { recursive: true });
  await writeFile(file, JSON.stringify({ now: new Date(whole).toISOString() } satisfies z.input<typeof Kept>));
  return { now: whole, again: false };
};

const read = (text: string, file: string): z.output<typeof Kept> => {
  try {
    return Kept.parse(JSON.parse(text));
  } catch (cause) {
    throw new Refusal(`${file} does not say when the story happened: start over with \`npm run demo -- --fresh\`.`, { cause });
  }
};
