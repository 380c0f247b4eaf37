import { millis, parseEvent, topics, type CulpritEvent, type Time } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';

/** A statement as far as telling it twice matters: which fact, and which phase of it. APIs may round the time of what a webhook told to the second. */
const statementOf = ({ kind, event }: CulpritEvent): string => {
  if (kind === 'change') return `${event.id} ${event.parser} ${event.phase}`;
  if (kind === 'alert') return `${event.id} ${event.status}`;
  return '';
};

/** How much earlier than it happened a thing may have been written, by a clock that runs ahead. */
const MARGIN_MS = 600_000;

export interface Known {
  has(event: CulpritEvent): boolean;
  add(event: CulpritEvent): void;
}

/** What this source's changes and alerts on the log say of the time since: what a reconciler finds of it again adds nothing. */
export const knownSince = async (log: EventLog, provider: string, since: Time): Promise<Known> => {
  const known = new Set<string>();
  for (const [kind, topic] of [['change', topics.changes.name], ['alert', topics.alerts.name]] as const) {
    const from = (await log.offsetsAt(topic, millis(since) - MARGIN_MS)).map((offset, partition) => ({ topic, partition, offset }));
    const reader = await log.read({ topics: [topic], from }, ({ records }) => {
      for (const { value } of records) {
        // most records are other senders': their bytes tell
        if (value === null || !value.includes(`"provider":"${provider}"`)) continue;
        const read = parsed(kind, value);
        if (read !== undefined) known.add(statementOf(read));
      }
    });
    try {
      await reader.caughtUp();
    } finally {
      await reader.stop();
    }
  }
  return { has: (event) => known.has(statementOf(event)), add: (event) => void known.add(statementOf(event)) };
};

const parsed = (kind: 'change' | 'alert', value: Buffer): CulpritEvent | undefined => {
  try {
    const read = parseEvent(kind, JSON.parse(value.toString('utf8')));
    return read.ok ? ({ kind, event: read.event } as CulpritEvent) : undefined;
  } catch {
    // what is no event is somebody else's dead letter
    return undefined;
  }
};
