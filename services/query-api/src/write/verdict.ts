import { acceptEvent, compareText, factId, millis, timeAfter, type Feedback, type Incident, type Parsed, type Time } from '@culprit/domain';

/** What somebody says of an incident. */
export interface Verdict {
  readonly incident: Pick<Incident, 'id' | 'suspects'>;
  readonly changeId: string | undefined;
  readonly verdict: Feedback['verdict'];
  readonly note: string | undefined;
  readonly by: string | undefined;
}

/** Stands for who gives no name: a token says that somebody may speak, not who it is. */
export const NOBODY = 'unnamed';
const LONGEST_NAME = 512;

export const isSuspected = ({ suspects }: Pick<Incident, 'suspects'>, changeId: string): boolean => suspects.some(({ changeIds }) => changeIds.includes(changeId));

/** A clock that is ahead of ours by more than this is wrong, and nobody follows it. */
const MOST_AHEAD_MS = 5 * 60_000;

const lastOf = (words: readonly Feedback[]): Feedback | undefined => [...words].sort((a, b) => compareText(a.at, b.at) || compareText(a.id, b.id)).at(-1);

/** After every word that is known when it is said, also where the clock of who took that is ahead: the last word counts. */
const saidAt = (now: Time, before: readonly Feedback[]): Time => {
  const last = lastOf(before)?.at;
  return last === undefined || last < now || millis(last) - millis(now) > MOST_AHEAD_MS ? now : timeAfter(last, 1);
};

/** Whether the last word on this says the same already, by the same person: who says it again, or sends it again, adds nothing. */
export const isSaid = ({ changeId, verdict, note, by }: Feedback, before: readonly Feedback[]): boolean => {
  const last = lastOf(before.filter((word) => word.changeId === changeId || word.changeId === undefined || changeId === undefined));
  return last !== undefined && last.changeId === changeId && last.verdict === verdict && last.by === by && last.note === note;
};

/** The event, or what is wrong with it. It is kept under the id that the incident has now. `before`: what was said of the incident so far. */
export const feedbackOf = ({ incident, changeId, verdict, note: noted, by: named }: Verdict, time: Time, before: readonly Feedback[] = []): Parsed<Feedback> => {
  const now = saidAt(time, before);
  const by = named?.trim() === undefined || named.trim() === '' ? NOBODY : named.trim();
  const note = noted?.trim() === '' ? undefined : noted?.trim();
  if (by.length > LONGEST_NAME) return { ok: false, error: `by: at most ${LONGEST_NAME} characters, not ${by.length}` };
  if (changeId?.trim() === '') return { ok: false, error: 'changeId: must not be empty; leave it out to say that no change did it' };
  return acceptEvent('feedback', {
    id: factId('feedback', 'culprit', undefined, incident.id, changeId ?? '', verdict, by, note ?? '', now),
    incidentId: incident.id, ...(changeId === undefined ? {} : { changeId }), verdict, ...(note === undefined ? {} : { note }), by, at: now,
  }, now);
};
