import { variablesOf } from './config/settings.js';
import { targets } from './targets.js';

/** Every environment variable that some room reads. */
export const knownVariables: ReadonlySet<string> = variablesOf(targets);
