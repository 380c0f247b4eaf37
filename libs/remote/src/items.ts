import { topics } from '@culprit/domain';
import type { NewRecord } from '@culprit/ports';

/** What `POST /v1/events` takes: an event by its kind, or what a collector has to know of its cluster. */
export type Item = { readonly kind: string; readonly event: unknown } | { readonly kind: 'k8s-state'; readonly key: unknown; readonly value: unknown };

const kinds = new Map<string, string>([
  [topics.changes.name, 'change'], [topics.alerts.name, 'alert'], [topics.dependencies.name, 'dependency'], [topics.catalog.name, 'service'], [topics.coverage.name, 'coverage'],
]);

const textOf = (value: NewRecord['value']): string => (typeof value === 'string' ? value : Buffer.from(value ?? '').toString('utf8'));

/** The item of a record as JSON; undefined for one that cannot go this way. What the text says is not read here. */
export const itemText = ({ topic, key, value }: NewRecord): string | undefined => {
  if (topic === topics.k8sState.name) return key === null ? undefined : `{"kind":"k8s-state","key":${key},"value":${value === null ? 'null' : textOf(value)}}`;
  const kind = kinds.get(topic);
  return kind === undefined || value === null ? undefined : `{"kind":${JSON.stringify(kind)},"event":${textOf(value)}}`;
};

/** The topics that can be read back, by the name they have in the address. */
export const readable = new Map<string, string>([[topics.k8sState.name, 'k8s-state'], [topics.catalog.name, 'catalog'], [topics.dependencies.name, 'dependencies']]);
