import type { TimelineChange } from '../client/shapes.js';
import { moment } from './ago.js';
import { diffLines, linksOf, who, words } from './change.js';
import type { Paint } from './paint.js';

/** Changes newest first, each with its way from the service that was asked about. */
export const changesText = (edges: readonly TimelineChange[], paint: Paint): string =>
  edges.map(({ at, service, hops, node }) => [
    `${paint.dim(moment(at))}  ${paint.bold(service ?? 'no service')}${hops === 0 ? '' : paint.dim(` (${hops} ${hops === 1 ? 'hop' : 'hops'} away)`)}  ${node.title}`,
    `  ${words(node.kind)} ${words(node.phase)} by ${who([node])}, from ${node.source.provider}`,
    ...diffLines(node.diff, paint).map((line) => `  ${line}`),
    ...linksOf([node]).slice(0, 1).map((url) => `  ${paint.cyan(url)}`),
    '',
  ].join('\n')).join('\n');
