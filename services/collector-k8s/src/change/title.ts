import type { DiffEntry } from '@culprit/domain';

const RESTART = 'spec.template.metadata.annotations[kubectl.kubernetes.io/restartedAt]';
const IMAGE = /\.image$/;

const shown = (value: unknown): string => (value === undefined ? 'none' : String(value));
const step = ({ before, after }: DiffEntry): string => `${shown(before)} → ${shown(after)}`;
const short = (path: string): string => path.replace(/^spec\.(jobTemplate\.spec\.)?template\.spec\./, '').replace(/^spec\./, '');
const entry = (d: DiffEntry): string => `${short(d.path)}${d.redacted ? ' changed' : ` ${step(d)}`}`;
const MOST = 500;

/** A plain sentence: what was done to the workload. `verb`: `Deploy`, or `Roll back` where an earlier template returns. */
export const titleOf = (name: string, changed: readonly DiffEntry[], verb = 'Deploy'): string => {
  const replicas = changed.find((d) => d.path === 'spec.replicas');
  const images = changed.filter((d) => IMAGE.test(d.path));
  if (changed.length === 1 && replicas !== undefined) return `${name} scaled from ${shown(replicas.before)} to ${shown(replicas.after)}`;
  if (changed.length === 1 && changed[0]?.path === RESTART) return `Restart ${name}`;

  const parts = [
    ...images.slice(0, 3).map((d) => (d.redacted ? 'image changed' : `image ${step(d)}`)),
    ...(replicas === undefined ? [] : [`replicas ${step(replicas)}`]),
  ];
  const others = changed.filter((d) => d !== replicas && !images.includes(d) && !d.path.startsWith('spec.template.metadata.'));
  if (parts.length === 0) parts.push(...others.slice(0, 3).map(entry));
  const more = parts.length === 0 ? changed.length : images.length === 0 && replicas === undefined ? others.length - parts.length : others.length;
  if (more > 0) parts.push(parts.length === 0 ? 'the pod template changed' : `${more} more`);
  return `${verb} ${name}: ${parts.join(', ')}`.slice(0, MOST);
};

/** The same of anything else: `ConfigMap app: data[app.yaml].pool.size 5 → 6`. */
export const plainTitle = (title: string, name: string, changed: readonly DiffEntry[]): string => {
  const more = changed.length > 3 ? [`${changed.length - 3} more`] : [];
  return `${title} ${name}: ${[...changed.slice(0, 3).map(entry), ...more].join(', ')}`.slice(0, MOST);
};
