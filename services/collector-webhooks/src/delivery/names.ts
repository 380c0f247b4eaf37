import { factId, type CulpritEvent } from '@culprit/domain';

/** What an event is known by. */
export interface Name {
  readonly id: string;
  readonly fingerprint?: string;
}

/** On the record of a delivery: the names of its events, where what is kept of the body would give them others. */
const NAMES_HEADER = 'culprit_names';

const nameOf = ({ kind, event }: CulpritEvent): Name => (kind === 'alert' ? { id: event.id, fingerprint: event.fingerprint } : { id: 'id' in event ? event.id : '' });

/** A fingerprint is a text, and what it was made of is not all shown: the shown one with a trace of the other, enough to tell it from its like. */
const traced = (shown: string, sent: string): string => (shown === sent ? sent : `${shown.slice(0, 450)}#${factId('fingerprint', '', undefined, sent).slice(0, 8)}`);

/** The names that the events have by what was sent, without what is not shown of it; undefined where what is kept gives the same, or other events. */
export const namesBy = (kept: readonly CulpritEvent[], sent: readonly CulpritEvent[]): Name[] | undefined => {
  if (kept.length !== sent.length || kept.some(({ kind }, at) => kind !== sent[at]?.kind)) return undefined;
  const names = kept.map((each, at): Name => {
    const [shown, meant] = [nameOf(each), nameOf(sent[at] ?? each)];
    return { id: meant.id, ...(shown.fingerprint === undefined || meant.fingerprint === undefined ? {} : { fingerprint: traced(shown.fingerprint, meant.fingerprint) }) };
  });
  return names.some(({ id, fingerprint }, at) => id !== nameOf(kept[at]!).id || fingerprint !== nameOf(kept[at]!).fingerprint) ? names : undefined;
};

/** The same events, known by these. */
export const underNames = (events: readonly CulpritEvent[], names: readonly Name[] | undefined): readonly CulpritEvent[] =>
  names === undefined || names.length !== events.length ? events : events.map((each, at) => under(each, names[at]!));

const under = (event: CulpritEvent, { id, fingerprint }: Name): CulpritEvent => {
  if (event.kind === 'change') return { kind: 'change', event: { ...event.event, id } };
  return event.kind === 'alert' && fingerprint !== undefined ? { kind: 'alert', event: { ...event.event, id, fingerprint } } : event;
};

/** More than a record's headers should hold: without them reading again would name the events by what is kept. */
const MOST_BYTES = 16 * 1024;

/** The header that carries the names. */
export const namesHeader = (names: readonly Name[] | undefined): Record<string, string> => {
  const said = names === undefined ? '' : JSON.stringify(names);
  return said === '' || Buffer.byteLength(said) > MOST_BYTES ? {} : { [NAMES_HEADER]: said };
};

/** The names that a record carries. */
export const namesIn = (headers: Readonly<Record<string, string>>): readonly Name[] | undefined => {
  const said = headers[NAMES_HEADER];
  return said === undefined ? undefined : (JSON.parse(said) as Name[]);
};
