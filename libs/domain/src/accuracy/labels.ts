import { compareText } from '../events/canonical.js';
import type { Feedback } from '../events/feedback.js';

/** What people say of an incident, the last word on each change counting. */
export interface Said {
  readonly confirmed: readonly string[];
  readonly dismissed: readonly string[];
  /** Somebody says that no change did it, and nobody has confirmed one since. */
  readonly noChange: boolean;
}

/** What is held to be true of an incident's cause. No changes: that none did it. `weak`: nobody says so, but it was undone and the trouble ended. */
export interface Label {
  readonly changes: readonly string[];
  readonly dismissed: readonly string[];
  readonly basis: 'confirmed' | 'weak';
}

/** Takes the feedback of one incident, under whatever ids it was given. Who says that no change did it takes back what was confirmed before. */
export const saidOf = (feedback: readonly Feedback[]): Said => {
  const confirmed = new Set<string>();
  const dismissed = new Set<string>();
  let noChange = false;
  for (const { changeId, verdict } of [...feedback].sort((a, b) => compareText(a.at, b.at) || compareText(a.id, b.id))) {
    if (changeId === undefined) {
      if (verdict === 'confirmed') continue;
      confirmed.clear();
      noChange = true;
      continue;
    }
    const [to, from] = verdict === 'confirmed' ? [confirmed, dismissed] : [dismissed, confirmed];
    to.add(changeId);
    from.delete(changeId);
    if (verdict === 'confirmed') noChange = false;
  }
  return { confirmed: [...confirmed].sort(compareText), dismissed: [...dismissed].sort(compareText), noChange };
};

/** What people say of a suspect that holds these changes; undefined where they say nothing. */
export const verdictOn = ({ confirmed, dismissed, noChange }: Said, changeIds: readonly string[]): Feedback['verdict'] | undefined => {
  if (changeIds.some((id) => confirmed.includes(id))) return 'confirmed';
  return noChange || changeIds.some((id) => dismissed.includes(id)) ? 'dismissed' : undefined;
};

/** The label of an incident: people's word before what an undoing says. Undefined where its cause is not known; what was only dismissed is no label. */
export const labelOf = (said: Said, undone: readonly string[]): Label | undefined => {
  const { confirmed, dismissed, noChange } = said;
  if (confirmed.length > 0) return { changes: confirmed, dismissed, basis: 'confirmed' };
  if (noChange) return { changes: [], dismissed, basis: 'confirmed' };
  const weak = undone.filter((id) => !dismissed.includes(id));
  return weak.length === 0 ? undefined : { changes: weak, dismissed, basis: 'weak' };
};
