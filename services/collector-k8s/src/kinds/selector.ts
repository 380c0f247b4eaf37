import { z } from 'zod';
import type { Selector } from './kind.js';
import { Labels } from './meta.js';

export const LabelSelector = z.looseObject({
  matchLabels: Labels,
  matchExpressions: z.array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).nullish() })).nullish(),
});

/** Undefined when it chooses everything. */
export const selectorOf = (selector: z.output<typeof LabelSelector> | null | undefined): Selector | undefined => {
  const labels = selector?.matchLabels ?? {};
  const expressions = selector?.matchExpressions ?? [];
  return Object.keys(labels).length === 0 && expressions.length === 0 ? undefined : { labels, expressions };
};
