import { type Incident, labelOf, millis, saidOf, span, undoneIn, whose } from '@culprit/domain';
import type { Loaders } from './loaders.js';

/** A sign of what did it that is nobody's word. */
export interface WeakLabel {
  readonly changeId: string;
  readonly undoneAt: string;
  readonly sentence: string;
}

/** What was undone whereupon the incident ended, as it tells it; nothing where a person says what did it, or that this did not. */
export const weakLabelsOf = async (incident: Pick<Incident, 'id' | 'status' | 'resolvedAt' | 'undone'>, { feedback, change }: Pick<Loaders, 'feedback' | 'change'>): Promise<WeakLabel[]> => {
  const { id, resolvedAt, undone = [] } = incident;
  const ids = undoneIn(incident);
  if (resolvedAt === undefined || ids.length === 0) return [];
  const label = labelOf(saidOf(await feedback.load(id)), ids);
  if (label?.basis !== 'weak') return [];
  return Promise.all(
    undone.filter(({ changeId }) => label.changes.includes(changeId)).map(async ({ changeId, at }) => {
      const known = await change.load(changeId);
      const ended = millis(resolvedAt) - millis(at);
      const what = known === undefined ? changeId : whose([known]);
      return { changeId, undoneAt: at, sentence: `${what} was undone, and the incident ended ${ended < 1000 ? 'at once' : `${span(ended)} later`}` };
    }),
  );
};
