import { deployment } from './deployment/index.js';
import type { WatchedKind } from './kind.js';

/** Every kind that is watched. */
export const kinds: readonly WatchedKind[] = [deployment];
