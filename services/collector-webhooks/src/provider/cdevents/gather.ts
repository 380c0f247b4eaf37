import { type Normalized, ok, reject, skip } from '../contract.js';
import type { Meant } from './read.js';

/** One answer for a batch: all that was said when nothing is wrong; a batch with one fault in it is kept whole for another try. */
export const gather = (all: readonly Meant[]): Normalized => {
  const wrong = all.flatMap((meant, index) => (meant.is === 'wrong' ? [all.length === 1 ? meant.reason : `event ${index}: ${meant.reason}`] : []));
  if (wrong.length > 0) return reject(wrong.slice(0, 20).join('; '));
  const said = all.flatMap((meant) => (meant.is === 'said' ? [meant.said] : []));
  return said.length > 0 ? ok(said) : skip([...new Set(all.flatMap((meant) => (meant.is === 'passed' ? [meant.reason] : [])))].slice(0, 20).join('; '));
};
