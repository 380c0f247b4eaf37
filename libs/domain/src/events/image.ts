/** Docker's own registry is everybody's default, and named or not. */
const plainly = (image: string): string => image.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '');
/** A tag that moves names no one image. */
const MOVING = /^(?:(?:.+-)?(?:latest|snapshot)|latest-.+|stable|main|master|trunk|head|develop|dev|edge|canary|beta|next|current|nightly|daily|test|testing|qa|prod|production|live|staging|release)$/i;
const TAGGED = /^image:[^@]*:([^/:@]+)$/;
/** `1.4.2-5be1f00`, `sha-5be1f00`, `v1.4.2-3-g5be1f00`, `main-5be1f00…`. */
const COMMIT = /^(?:[\w.]+-)*?(sha-|git-|g)?([0-9a-f]{7,40})$/;
/** A date, a number of a build or a word is no commit unless it is said to be one. */
const isSaidOrMixed = (said: string | undefined, hex: string): boolean => said !== undefined || hex.length === 40 || (/[a-f]/.test(hex) && /[0-9]/.test(hex));
const LONGEST = 500;

/**
 * What several tools call the change of an image by: its tag and its digest, each by itself, since one names the one and another both; and the commit that
 * its tag says, whole or short. Nothing for an image whose tag moves.
 */
export const imageIdentities = (image: string): string[] => {
  const [named = '', digest] = plainly(image.trim()).split('@', 2);
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  const [name, tag] = tagged ? [named.slice(0, colon), named.slice(colon + 1)] : [named, ''];
  if (name === '') return [];
  const [, said, hex = ''] = COMMIT.exec(tag) ?? [];
  const commit = hex !== '' && isSaidOrMixed(said, hex) ? hex : undefined;
  return [
    ...(commit === undefined ? [] : [`commit:${commit}`]),
    ...(tag === '' || MOVING.test(tag) ? [] : [`image:${name}:${tag}`]),
    ...(digest === undefined || digest === '' ? [] : [`image:${name}@${digest}`]),
  ].filter((identity) => identity.length <= LONGEST);
};

/** Whether an image is told by a tag that moves alone: what runs today is not what ran yesterday. */
export const isMovingImage = (identity: string): boolean => MOVING.test(TAGGED.exec(identity)?.[1] ?? '');
