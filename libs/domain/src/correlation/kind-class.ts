import { type Change, type ChangeKind, namesPlace } from '../events/change.js';

/** What many of one say nothing about the others: a service scaled a hundred times was still deployed once. */
export type KindClass = 'release' | 'build' | 'scaling' | 'platform';
const classes: Readonly<Record<ChangeKind, KindClass>> = {
  deployment: 'release', config: 'release', 'feature-flag': 'release', 'database-migration': 'release', custom: 'release',
  code: 'build', job: 'build', scaling: 'scaling', infrastructure: 'platform', 'third-party': 'platform',
};
export const kindClasses: readonly KindClass[] = ['release', 'build', 'scaling', 'platform'];
export const builds = (kind: ChangeKind): boolean => classes[kind] === 'build';
export const kindClass = (kind: ChangeKind): KindClass => classes[kind];
/** Which of `kindClasses`. */
export const sortOf = (kind: ChangeKind): number => kindClasses.indexOf(classes[kind]);

const NO_TEST_OF_CODE = String.raw`(?<!\b(?:load|stress|chaos|soak|failover|performance|penetration|recovery)[ -])`;
/** What is said of a run that looks at code or makes something of it: it reaches nobody. `Load test` and `Rebuild the index` do. */
const OF_CODE = new RegExp(String.raw`\b(?:ci|lint(?:s|er|ing)?|unit[- ]tests?|e2e|type-?checks?|codeql|code coverage|static analysis|compile)\b|${NO_TEST_OF_CODE}\btests?\b|\bbuild(?:s|ing)?\b(?=\W*(?:$|#?\d|of\b|and\b|for\b|failed|passed|succeeded|success|images?\b|docker))`, 'i');

const isPlaced = ({ environment, cluster, namespace, scope }: Change): boolean => environment !== undefined || cluster !== undefined || namespace !== undefined || namesPlace(scope);

/** A run of a build tool, which builds or looks at code: it brings nothing anywhere, and is the cause of nothing. A job that runs where the services do may be one. */
export const bringsNothing = (change: Change): boolean => change.kind === 'job' && (!isPlaced(change) || OF_CODE.test(change.title));
