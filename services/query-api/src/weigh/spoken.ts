import { compareText, type Feedback, millis, saidOf, span, verdictOn } from '@culprit/domain';

/** What people say of these changes in this incident, as a sentence; undefined where nobody says anything. */
export const spokenOf = (feedback: readonly Feedback[], changeIds: readonly string[], openedAt: string): string | undefined => {
  const said = saidOf(feedback);
  const verdict = verdictOn(said, changeIds);
  if (verdict === undefined) return undefined;
  const word = feedback
    .filter((one) => one.verdict === verdict && (one.changeId === undefined ? said.noChange : changeIds.includes(one.changeId)))
    .sort((a, b) => compareText(a.at, b.at) || compareText(a.id, b.id))
    .at(-1);
  if (word === undefined) return undefined;
  const what = verdict === 'confirmed' ? 'confirmed that it did it' : word.changeId === undefined ? 'said that no change did it' : 'dismissed it';
  const after = millis(word.at) - millis(openedAt);
  return `${word.by} ${what}, ${span(after)} ${after < 0 ? 'before' : 'after'} the incident opened${word.note === undefined ? '' : `: "${word.note}"`}.`;
};
