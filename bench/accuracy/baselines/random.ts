import { numbers } from '../decoys.ts';
import { baseline } from './situation.ts';

/** Any change of the three days before. */
export const random = baseline(({ name, changes }) => {
  const next = numbers(`random/${name}`);
  return changes.map(({ id }) => ({ id, score: next() }));
});
