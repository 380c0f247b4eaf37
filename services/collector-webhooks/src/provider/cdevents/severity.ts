import type { Severity } from '@culprit/domain';
import { severityOfPriority } from '../wording.js';

const words: Readonly<Record<string, Severity>> = { critical: 'critical', high: 'high', major: 'high', medium: 'medium', minor: 'low', low: 'low', info: 'info' };

/** CDEvents has no field for it; senders put a word among their own data. An incident without one is taken to be a serious matter. */
export const severityOf = (said: string | undefined): Severity => {
  const word = (said ?? '').toLowerCase();
  return (Object.hasOwn(words, word) ? words[word] : undefined) ?? severityOfPriority(said) ?? 'high';
};
