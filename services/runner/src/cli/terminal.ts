import type { Env } from '../config/parse.js';
import { paintFor, type Paint } from '../text/paint.js';

/** The process as the commands see it. */
export interface Terminal {
  readonly env: Env;
  readonly paint: Paint;
  out(text: string): void;
  err(text: string): void;
}

export const terminalOf = (process: NodeJS.Process): Terminal => ({
  env: process.env,
  paint: paintFor(process.stdout, process.env),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
