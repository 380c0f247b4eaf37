import { isNativeError } from 'node:util/types';
import { Refusal } from '../refusal.js';

/** An error as people read it: the refusal's own words, or what we tried and why that failed, link by link. */
export const troubleText = (error: unknown): string => {
  const chain: string[] = [];
  for (let at: unknown = error; at !== undefined && at !== null && chain.length < 8; at = isNativeError(at) ? at.cause : undefined) {
    // A refusal says it all; what led to it and what wrapped it is for the log.
    if (at instanceof Refusal) return at.message;
    const sentence = isNativeError(at) ? at.message || at.name : String(at);
    if (chain.at(-1)?.includes(sentence) !== true) chain.push(sentence);
  }
  return chain.join('\n  because: ');
};
