import type { Letter, Opened } from '@culprit/collector-webhooks';
import { moment } from './ago.js';
import type { Paint } from './paint.js';
import { safe, safeLine } from './safe.js';

/** A line each: id, when, where it was to go, how much of it there is, why not. */
export const lettersText = (letters: readonly Letter[], { dim }: Paint): string =>
  letters.map(({ id, at, stage, topic, bytes, reason, redrivenAt }) =>
    `${id.padStart(6)}  ${moment(at)}  ${stage.endsWith(topic) ? stage : `${stage} ${topic}`}  ${bytes} bytes${redrivenAt === undefined ? '' : dim(`  redriven ${moment(redrivenAt)}`)}\n        ${reason.slice(0, 300)}\n`).join('');

const MOST = 20_000;

/** Everything of one letter. Its bytes are somebody else's text, made safe for the terminal. */
export const letterText = ({ id, at, stage, topic, key, reason, headers, body, redrivenAt }: Opened): string => {
  const text = body?.toString('utf8') ?? '';
  return [
    `Dead letter ${id}, kept ${moment(at)}${redrivenAt === undefined ? '' : `, redriven ${moment(redrivenAt)}`}`,
    `Stage   ${safeLine(stage)}`, `Topic   ${safeLine(topic)}`, `Key     ${safeLine(key ?? '-')}`, `Reason  ${safeLine(reason)}`,
    ...Object.entries(headers).map(([name, value]) => `Header  ${safeLine(name)}: ${safeLine(value)}`),
    '', body === null ? 'Its bytes were too many to keep.' : safe(text.slice(0, MOST)), ...(text.length > MOST ? [`... ${text.length - MOST} more characters: --json prints them all`] : []), '',
  ].join('\n');
};
