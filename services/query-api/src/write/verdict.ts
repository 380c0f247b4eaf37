import { acceptEvent, factId, type Feedback, type Incident, type Parsed, type Time } from '@culprit/domain';

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

/** The event, or what is wrong with it. It is kept under the id that the incident has now. */
export const feedbackOf = ({ incident, changeId, verdict, note: noted, by: named }: Verdict, now: Time): Parsed<Feedback> => {
  const by = named?.trim() === undefined || named.trim() === '' ? NOBODY : named.trim();
  const note = noted?.trim() === '' ? undefined : noted?.trim();
  if (by.length > LONGEST_NAME) return { ok: false, error: `by: at most ${LONGEST_NAME} characters, not ${by.length}` };
  if (changeId?.trim() === '') return { ok: false, error: 'changeId: must not be empty; leave it out to say that no change did it' };
  return acceptEvent('feedback', {
    id: factId('feedback', 'culprit', undefined, incident.id, changeId ?? '', verdict, by, note ?? '', now),
    incidentId: incident.id, ...(changeId === undefined ? {} : { changeId }), verdict, ...(note === undefined ? {} : { note }), by, at: now,
  }, now);
};
