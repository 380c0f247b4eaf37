import type { Change, DiffEntry } from '../events/change.js';
import type { CulpritEvent } from '../events/envelope.js';
import { namesSecret } from './names.js';
import { redact } from './redact.js';
import { HIDDEN } from './rules.js';

/** An event without secrets in its texts; the same event when there are none. Ids, times and what other events are joined by stay. */
export const redactEvent = <E extends CulpritEvent>(said: E): E => {
  const event = said.kind === 'change' && said.event.diff.length > 0 ? withDiff(said.event) : said.event;
  const shown = redact(event);
  return shown === said.event ? said : { ...said, event: shown };
};

/**
 * The same of an event made of texts that have been looked through: what its maker put under a name (attributes, labels, both sides of a difference) may
 * be hidden for that name, and is all that is looked at.
 */
export const redactNamed = <E extends CulpritEvent>(said: E): E => {
  switch (said.kind) {
    case 'change': {
      const attributes = redact(said.event.attributes);
      const event = said.event.diff.length > 0 ? withDiff(said.event) : said.event;
      return event === said.event && attributes === event.attributes ? said : { ...said, event: { ...event, attributes } };
    }
    case 'alert': {
      const labels = redact(said.event.labels);
      return labels === said.event.labels ? said : { ...said, event: { ...said.event, labels } };
    }
    default: return redactEvent(said);
  }
};

const withDiff = (change: Change): Change => {
  const diff = change.diff.map(inEntry);
  return diff.some((entry, at) => entry !== change.diff[at]) ? { ...change, diff } : change;
};

/** A value that may not be shown is not shown on either side: that it changed is what counts. */
const inEntry = (entry: DiffEntry): DiffEntry => {
  if (entry.redacted === true) return entry.before === undefined && entry.after === undefined ? entry : { path: entry.path, redacted: true };
  const hidden = namesSecret(entry.path) || redact(entry.before, lastOf(entry.path)) !== entry.before || redact(entry.after, lastOf(entry.path)) !== entry.after;
  return hidden && (entry.before !== undefined || entry.after !== undefined) ? { path: entry.path, redacted: true } : entry;
};

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** What is left of an event that could not be looked through: which thing changed or fired, when, and whose word it is. */
export const bareEvent = <E extends CulpritEvent>(said: E): E => {
  switch (said.kind) {
    case 'change': return { ...said, event: { ...said.event, title: HIDDEN, diff: said.event.diff.map(() => ({ path: HIDDEN, redacted: true })), links: [], attributes: {}, actor: undefined } };
    case 'alert': return { ...said, event: { ...said.event, title: HIDDEN, labels: {}, links: [] } };
    default: return said;
  }
};
