import type { DestinationStream } from 'pino';
import { safe } from '../text/safe.js';

/** Turns JSON lines into lines for eyes: `12:00:01 warn  correlator  message  key=value`. */
export const prettyLines = (to: DestinationStream): DestinationStream => ({ write: (line) => to.write(prettyLine(line)) });

export const prettyLine = (line: string): string => {
  const { time, level, message, service, error, ...facts } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const told = Object.entries(facts).map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const trouble = error === undefined ? '' : `\n  ${safe(stackOf(error)).replaceAll('\n', '\n  ')}`;
  return `${safe([clock, String(level).padEnd(5), String(service ?? 'runner').padEnd(18), String(message), ...told].join(' '))}${trouble}\n`;
};

const stackOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'stack' in error ? String(error.stack) : typeof error === 'string' ? error : JSON.stringify(error);
