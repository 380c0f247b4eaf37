import type { ChangeKind } from '../events/change.js';

/** What many of one say nothing about the others: a service scaled a hundred times was still deployed once. */
export type KindClass = 'release' | 'build' | 'scaling' | 'platform';
const classes: Readonly<Record<ChangeKind, KindClass>> = {
  deployment: 'release', config: 'release', 'feature-flag': 'release', 'database-migration': 'release', custom: 'release',
  code: 'build', job: 'build', scaling: 'scaling', infrastructure: 'platform', 'third-party': 'platform',
};
export const kindClasses: readonly KindClass[] = ['release', 'build', 'scaling', 'platform'];
export const builds = (kind: ChangeKind): boolean => classes[kind] === 'build';
export const kindClass = (kind: ChangeKind): KindClass => classes[kind];
