import { incidentText } from '../text/incident.js';
import type { Paint } from '../text/paint.js';
import type { DemoAnswer } from './question.js';
import type { Stage } from './stage.js';

/** What is sent, one line each. */
export const sendingText = (again: boolean, lines: Stage['lines'], paint: Paint): string => [
  again
    ? '  The same story as in the first run, sent again: nothing may be there twice. (`npm run demo -- --fresh` starts over.)'
    : '  A story, sent in the way that the real tools would:',
  '',
  ...lines.map(([when, who, what]) => `  ${paint.dim(when.padEnd(13))} ${paint.bold(who.padEnd(11))} ${what}`),
  '', '',
].join('\n');

export interface Told {
  readonly answer: DemoAnswer;
  readonly seconds: number;
  readonly url: string;
  readonly collectorUrl: string;
  /** The data of this run is there for the next. */
  readonly stays: boolean;
}

/** What came of it. */
export const answerText = ({ answer, seconds, url, collectorUrl, stays }: Told, paint: Paint): string => {
  const { incidents, service, changes } = answer;
  const reasons = service?.healthReasons ?? [];
  const count = incidents.nodes.length;
  return [
    paint.dim(`  ${seconds.toFixed(1)} s after the alert Culprit says:`),
    '',
    ...incidents.nodes.filter((incident) => incident.services.includes('data-processor')).map((incident) => incidentText(incident, paint)),
    `data-processor is ${paint.red(service?.health ?? 'UNKNOWN')} with ${service?.replicas?.ready ?? 0} of ${service?.replicas?.desired ?? 0} replicas ready:`,
    ...reasons.map((reason) => `  ${reason}`),
    '',
    paint.dim(`There ${count === 1 ? 'is 1 incident' : `are ${count} incidents`} and ${changes.nodes.length} changes.`),
    '',
    `  See it        ${paint.cyan(url)}`,
    `  Ask           npm run -s culprit -- incidents`,
    '                npm run -s culprit -- changes --service data-processor --related 4 --last 12h',
    `  Send          POST ${collectorUrl}/v1/changes (the README has an example)`,
    stays ? '  Ctrl-C ends it; the data stays, `npm run demo -- --fresh` starts over.' : '  Ctrl-C ends it, and the control plane; the next run starts over.',
    '',
  ].join('\n');
};
