import { percent } from '@culprit/domain';
import type { Incident, Suspect } from '../client/shapes.js';
import { moment, span } from './ago.js';
import { diffLines, linksOf, who, words } from './change.js';
import type { Paint } from './paint.js';

/** One incident for a terminal: what is wrong, then the suspects with their reasons, then what could not be weighed. */
export const incidentText = (incident: Incident, paint: Paint): string => [
  `${badge(incident, paint)} ${paint.bold(incident.title)}`,
  `  ${incident.headline}`,
  paint.dim(`  ${words(incident.severity)}, ${incident.environment}, ${alerts(incident.alertCount)}; opened ${moment(incident.openedAt)}${ended(incident)}`),
  paint.dim(`  ${incident.id}`),
  '',
  ...(incident.suspects.length === 0
    ? [`  ${paint.bold('No suspect')}: no change stands out (no change did this: ${percent(incident.noChangeProbability)}).`]
    : [...incident.suspects.flatMap((suspect) => [...suspectLines(suspect, paint), '']), paint.dim(`  No change did this: ${percent(incident.noChangeProbability)}`)]),
  ...incident.affected.filter((one) => one.role === 'AT_RISK').map((one) => `  At risk: ${one.service}, ${one.hops} ${one.hops === 1 ? 'hop' : 'hops'} from the suspect`),
  ...incident.blindSpots.map((gap) => paint.yellow(`  Blind: ${gap.source} ${gap.instance} from ${moment(gap.from)}${gap.to === null ? '' : ` to ${moment(gap.to)}`}, ${gap.reason}`)),
  ...(incident.unseen.sentence === '' ? [] : [paint.dim(`  ${incident.unseen.sentence}`)]),
  ...incident.feedback.map((word) => `  ${saidText(word, incident)}`),
  ...incident.weakLabels.map(({ sentence }) => `  Weak sign: ${sentence}. Nobody has said so.`),
  '',
].join('\n');

/** `ada, 2026-01-15 10:12:00 UTC: Deploy cart did not do it (it was the disk)`. */
const saidText = ({ verdict, changeId, by, at, note }: Incident['feedback'][number], { suspects }: Incident): string => {
  const change = suspects.flatMap((suspect) => [suspect.change, ...suspect.linked]).find(({ id }) => id === changeId);
  const what = changeId === null ? 'no change did it' : `${change?.title ?? changeId} ${verdict === 'CONFIRMED' ? 'did it' : 'did not do it'}`;
  return `${by}, ${moment(at)}: ${what}${note === null ? '' : ` (${note})`}`;
};

const suspectLines = (suspect: Suspect, paint: Paint): string[] => {
  const changes = [suspect.change, ...suspect.linked];
  const rank = suspect.rank === 1 ? paint.red : paint.dim;
  return [
    `  ${rank(`${suspect.rank}.`)} ${paint.bold(suspect.service ?? 'no service')}  ${suspect.change.title}  ${rank(percent(suspect.probability))}`,
    `     ${who([suspect.change])}, ${moment(suspect.change.occurredAt)}${suspect.path.length > 1 ? `, ${suspect.path.join(' → ')}` : ''}`,
    ...diffLines(suspect.change.diff, paint).map((line) => `     ${line}`),
    ...suspect.reasons.map((reason) => `     ${signed(reason.contribution, paint)} ${reason.sentence}`),
    ...linksOf(changes).slice(0, 1).map((url) => `     ${paint.cyan(url)}`),
  ];
};

export const signed = (contribution: number, paint: Paint): string => {
  const text = `${contribution < 0 ? '-' : '+'}${Math.abs(contribution).toFixed(1)}`;
  return contribution < 0 ? paint.dim(text) : paint.green(text);
};

const badge = ({ status, mergedInto }: Incident, paint: Paint): string => {
  if (status === 'OPEN') return paint.red('OPEN');
  return status === 'MERGED' ? paint.dim(`MERGED into ${mergedInto ?? 'another'}`) : paint.green('RESOLVED');
};

const alerts = (count: number): string => `${count} ${count === 1 ? 'alert' : 'alerts'}`;
const ended = ({ openedAt, resolvedAt }: Incident): string =>
  resolvedAt === null ? '' : `, resolved after ${span(Date.parse(resolvedAt) - Date.parse(openedAt))}`;

/** Incidents as a list: two lines each. */
export const incidentsText = (incidents: readonly Incident[], paint: Paint): string =>
  incidents.map((incident) => {
    const [first] = incident.suspects;
    const suspect = first === undefined ? 'no suspect' : `${first.service ?? 'no service'}: ${first.change.title} (${percent(first.probability)})`;
    return `${badge(incident, paint)} ${paint.bold(incident.title)}  ${paint.dim(`${moment(incident.openedAt)}, ${incident.environment}`)}\n  ${suspect}\n  ${paint.dim(incident.id)}\n`;
  }).join('\n');
