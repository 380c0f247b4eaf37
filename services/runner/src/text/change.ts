import type { Change, Diff } from '../client/shapes.js';

/** `replicas 50 → 5`: where it is plain, without the way to it. */
export const diffText = ({ path, before, after, redacted }: Diff): string => {
  const short = path.replace(/^spec\.(template\.spec\.)?/, '');
  return redacted ? `${short} changed (hidden)` : `${short} ${valueText(before)} → ${valueText(after)}`;
};

const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

/** Who did it: the person where one is known, else the tool. */
export const who = (changes: readonly Change[]): string => {
  const human = changes.map(({ actor }) => (actor.kind === 'HUMAN' ? actor.name : actor.onBehalfOf)).find((name) => name !== null);
  const tool = changes.map(({ actor }) => (actor.kind === 'HUMAN' ? null : actor.name)).find((name) => name !== null);
  if (human === undefined) return tool ?? 'somebody unknown';
  return tool === undefined ? human! : `${human} (through ${tool})`;
};

/** The addresses worth opening, the commit's first, each once. */
export const linksOf = (changes: readonly Change[]): string[] => {
  const all = changes.flatMap((change) => [...change.links.map((link) => link.url), ...(change.source.url === null ? [] : [change.source.url])]);
  const commits = all.filter((url) => /\/commits?\//.test(url));
  return [...new Set([...commits, ...all])];
};

export const words = (constant: string): string => constant.toLowerCase().replaceAll('_', '-');
