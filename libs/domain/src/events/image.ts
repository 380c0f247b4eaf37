/** Docker's own registry is everybody's default, and named or not. */
const plainly = (image: string): string => image.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '');
/** A tag that moves names no one image. */
const MOVING = /^(?:latest|stable|main|master|develop|dev|edge|nightly|prod|production|staging|release)$/;
const COMMIT = /^(?:[\w.]+-)?(?:[\w.]+-)?([0-9a-f]{40})$/;
const LONGEST = 500;

/**
 * What several tools call the change of an image by: its tag and its digest, each by itself, since one names the one and another both; and the commit that
 * its tag says whole. Nothing for an image whose tag moves.
 */
export const imageIdentities = (image: string): string[] => {
  const [named = '', digest] = plainly(image.trim()).split('@', 2);
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  const [name, tag] = tagged ? [named.slice(0, colon), named.slice(colon + 1)] : [named, ''];
  if (name === '') return [];
  const commit = COMMIT.exec(tag)?.[1];
  return [
    ...(commit === undefined ? [] : [`commit:${commit}`]),
    ...(tag === '' || MOVING.test(tag) ? [] : [`image:${name}:${tag}`]),
    ...(digest === undefined || digest === '' ? [] : [`image:${name}@${digest}`]),
  ].filter((identity) => identity.length <= LONGEST);
};
