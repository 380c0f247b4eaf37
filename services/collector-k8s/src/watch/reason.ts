import { ApiFailure } from '../api/api.js';

/** Why we see nothing, as one sentence that says what to do about it where we know. */
export const blindReason = (error: Error, resource: string, server: string): string => {
  if (!(error instanceof ApiFailure)) return `The cluster at ${server} cannot be watched: ${error.message}.`;
  switch (error.status) {
    case 401: return `The cluster at ${server} refuses the credentials (401).`;
    case 403: return `Permission is missing: the collector may not list and watch ${resource} (403).`;
    case 410: return `The history of ${resource} up to our position is gone (410); everything is listed again.`;
    default: return `The cluster at ${server} cannot be watched: ${error.message}.`;
  }
};
