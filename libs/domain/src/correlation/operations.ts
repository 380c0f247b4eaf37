import { compareText } from '../events/canonical.js';
import type { Change } from '../events/change.js';

const isOperation = (identity: string): boolean => identity.startsWith('argocd:');
const isImage = (identity: string): boolean => identity.startsWith('image:');
const changesImage = ({ diff }: Change): boolean => diff.some(({ path }) => path.endsWith('.image'));

/** Whether both are part of one operation of a release tool. */
export const isSameOperation = (a: Change, b: Change): boolean => a.identities.some((identity) => isOperation(identity) && b.identities.includes(identity));

/**
 * What each of these is joined by. A sync names the images that it left running, whether it brought them or not: of several operations that name one
 * image the first brought it, and the others are joined by their own operation alone, to whatever says that it is part of that.
 */
export const namesIn = (all: readonly Change[]): ((change: Change) => readonly string[]) => {
  const unsure = all.filter((c) => c.identities.some(isImage) && c.identities.some(isOperation));
  if (unsure.length < 2) return ({ identities }) => identities;
  const broughtBy = new Map<string, readonly string[]>();
  for (const { identities } of [...unsure].sort((a, b) => compareText(a.occurredAt, b.occurredAt) || compareText(a.id, b.id))) {
    for (const image of identities.filter(isImage)) if (!broughtBy.has(image)) broughtBy.set(image, identities.filter(isOperation));
  }
  return (change) => {
    const operations = change.identities.filter(isOperation);
    if (operations.length === 0 || changesImage(change)) return change.identities;
    return change.identities.filter((identity) => !isImage(identity) || operations.some((operation) => broughtBy.get(identity)?.includes(operation) ?? true));
  };
};
