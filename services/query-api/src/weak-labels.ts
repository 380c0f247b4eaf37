import { labelOf, millis, saidOf, span, type Incident, whose } from '@culprit/domain';
import type { Loaders } from './loaders.js';

/** A sign of what did it that is nobody's word. */
export interface WeakLabel {
  readonly changeId: string;
  readonly undoneAt: string;
  readonly sentence: string;
}

/** What was undone whereupon the incident ended; nothing where a person says what did it, or that this did not. */
export const weakLabelsOf = async (incident: Pick<Incident, 'id' | 'openedAt' | 'resolvedAt'>, { undone, feedback, change }: Loaders): Promise<WeakLabel[]> => {
  const { id, resolvedAt } = incident;
  if (resolvedAt === undefined) return [];
  const rows = await undone.load(incident);
  if (rows.length === 0) return [];
  const label = labelOf(saidOf(await feedback.load(id)), rows.map(({ changeId }) => changeId));
  if (label?.basis !== 'weak') return [];
  return Promise.all(
    rows.filter(({ changeId }) => label.changes.includes(changeId)).map(async ({ changeId, at }) => {
      const known = await change.load(changeId);
      const ended = millis(resolvedAt) - millis(at);
      const what = known === undefined ? changeId : whose([known]);
      return { changeId, undoneAt: at, sentence: `${what} was undone, and the incident ended ${ended < 1000 ? 'at once' : `${span(ended)} later`}` };
    }),
  );
};
