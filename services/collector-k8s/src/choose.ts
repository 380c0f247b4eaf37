import type { Config } from './config.js';
import { custom } from './kinds/custom.js';
import { kinds } from './kinds/index.js';
import type { WatchedKind } from './kinds/kind.js';

/** The kinds that the configuration asks for: those it names, else all but what must be named. */
export const choose = ({ COLLECTOR_K8S_KINDS: named, COLLECTOR_K8S_CUSTOM: others }: Pick<Config, 'COLLECTOR_K8S_KINDS' | 'COLLECTOR_K8S_CUSTOM'>): readonly WatchedKind[] => [
  ...kinds.filter(({ name, optIn }) => (named.length === 0 ? optIn !== true : named.includes(name))),
  ...others.map(custom),
];
