import type { Change, Diff } from '../client/shapes.js';
import type { Paint } from './paint.js';

/** `replicas 50 → 5`: where it is plain, without the way to it. */
export const diffText = ({ path, before, after, redacted }: Diff): string => {
  const short = path.replace(/^spec\.(template\.(spec\.)?)?/, '');
  return redacted ? `${short} changed (hidden)` : `${short} ${valueText(before)} → ${valueText(after)}`;
};

const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A commit, as Git shortens it.
  if (/^[0-9a-f]{40}$/.test(text)) return text.slice(0, 7);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

const SHOWN = 5;

/** The first changed fields, those that we may show; then how many more there are. */
export const diffLines = (diff: readonly Diff[], paint: Paint): string[] => {
  const shown = diff.filter((entry) => !entry.redacted).slice(0, SHOWN);
  const rest = diff.length - shown.length;
  if (shown.length === 0) return diff.slice(0, SHOWN).map((entry) => paint.yellow(diffText(entry)));
  return [...shown.map((entry) => paint.yellow(diffText(entry))), ...(rest === 0 ? [] : [paint.dim(`and ${rest} more changed ${rest === 1 ? 'field' : 'fields'}`)])];
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
