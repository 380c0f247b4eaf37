import type { Change, Weighed } from '../client/shapes.js';
import { moment } from './ago.js';
import { signed } from './incident.js';
import type { Paint } from './paint.js';

type Told = Pick<Change, 'title' | 'service' | 'occurredAt' | 'environment'>;

/** Why a change was or was not suspected, for a terminal: the change, the answer, then what was added up. */
export const weighedText = ({ title, change, weighed }: { title: string; change: Told | null; weighed: Weighed }, paint: Paint): string => [
  ...(change === null ? [] : [`${paint.bold(change.service ?? 'no service')}  ${change.title}  ${paint.dim(`${moment(change.occurredAt)}, ${change.environment ?? 'no environment'}`)}`]),
  `  ${weighed.reason}`,
  ...weighed.reasons.map(({ contribution, sentence }) => `  ${signed(contribution, paint)} ${sentence}`),
  paint.dim(`  ${title}`),
  '',
].join('\n');
