import type { Revision } from './change.js';
import { commitIdentities } from './commit.js';
import { imageIdentities } from './image.js';

type Said = { readonly [K in 'commit' | 'image' | 'digest']?: Revision[K] | undefined };
/** Of an image there are three at most, and an event has a thousand. */
const ROOM = 1000 - 4;

/** What a change is known by that says its commit or image in `revision`: a sender need not say it again. Who says that there is nothing is believed. */
export const knownBy = (revision: Said | undefined, identities: readonly string[] | undefined): readonly string[] | undefined => {
  if (revision === undefined || identities?.length === 0 || (identities?.length ?? 0) > ROOM) return identities;
  const { commit = '', image = '', digest = '' } = revision;
  const whole = image === '' || image.includes('@') || digest === '' ? image : `${image}@${digest}`;
  return [...new Set([...(identities ?? []), ...commitIdentities(commit), ...imageIdentities(whole)])];
};
