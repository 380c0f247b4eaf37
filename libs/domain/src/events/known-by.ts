import type { Revision } from './change.js';
import { commitIdentities } from './commit.js';
import { imageIdentities, isMovingImage } from './image.js';

type Said = { readonly [K in 'commit' | 'image' | 'digest']?: Revision[K] | undefined };
/** Of an image there are three at most, and an event has a thousand. */
const ROOM = 1000 - 4;

/**
 * What a change is known by that says its commit or image in `revision`: a sender need not say it again. Who says that there is nothing is believed; what
 * is no name of one image is left out.
 */
export const knownBy = (revision: Said | undefined, identities: readonly string[] | undefined): readonly string[] | undefined => {
  if (identities?.some(isMoving) === true) {
    const fixed = identities.filter((identity) => !isMoving(identity));
    return knownBy(revision, fixed.length === 0 ? undefined : fixed) ?? [];
  }
  if (revision === undefined || identities?.length === 0 || (identities?.length ?? 0) > ROOM) return identities;
  const { commit = '', image = '', digest = '' } = revision;
  const whole = image === '' || image.includes('@') || digest === '' ? image : `${image}@${digest}`;
  return [...new Set([...(identities ?? []), ...commitIdentities(commit), ...imageIdentities(whole)])];
};

const isMoving = (identity: unknown): boolean => typeof identity === 'string' && isMovingImage(identity);
