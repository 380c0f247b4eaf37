import { LogUnavailable, type EventLog } from '@culprit/ports';
import type { Term } from './election.js';

/** The log as long as the term lasts: nothing is written after it, also not by a process that was stopped in between and does not know yet. */
export const fenced = (log: EventLog, term: Pick<Term, 'has' | 'over'>): EventLog => ({
  ensureTopics: (specs) => log.ensureTopics(specs),
  append: (records) => (term.has() ? log.append(records, { signal: term.over }) : Promise.reject(new LogUnavailable('another collector leads now'))),
  consume: (options, onBatch) => log.consume(options, onBatch),
  read: (options, onBatch) => log.read(options, onBatch),
  ends: (topic) => log.ends(topic),
  beginnings: (topic) => log.beginnings(topic),
  offsetsAt: (topic, time) => log.offsetsAt(topic, time),
  committed: (group, topic) => log.committed(group, topic),
  forget: (group) => log.forget(group),
  ping: () => log.ping(),
  close: () => log.close(),
});
