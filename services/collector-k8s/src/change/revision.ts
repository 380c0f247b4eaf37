import { imageIdentities, type DiffEntry, type Revision } from '@culprit/domain';
import { imageRef } from '../redact/safe.js';

interface Ran {
  readonly commit?: string | undefined;
  readonly version?: string | undefined;
}

const MAIN_IMAGE = /^spec\.(?:jobTemplate\.spec\.)?template\.spec\.containers\[[^\]]*\]\.image$/;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const defined = <T extends object>(fields: T): T => Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined)) as T;

/**
 * What the change brought, beside what ran before. Commit and version only when they came with this change: an annotation left from
 * an earlier deploy must not make a later scale look like part of it.
 */
export const revisionOf = (before: Ran, after: Ran, changed: readonly DiffEntry[]): { revision?: Revision; identities: string[] } => {
  const images = changed.filter((d) => MAIN_IMAGE.test(d.path));
  const image = text(images[0]?.after);
  const template = changed.some((d) => /^spec\.(jobTemplate\.spec\.)?template/.test(d.path));
  const commit = after.commit !== undefined && after.commit !== before.commit ? after.commit : undefined;
  const version = template || after.version !== before.version ? after.version : undefined;
  const digest = image === undefined ? undefined : imageRef(image)?.digest;
  const previous = defined({
    commit: commit === undefined ? undefined : before.commit,
    image: text(images[0]?.before),
    version: version === after.version && after.version !== before.version ? before.version : undefined,
  });
  const revision: Revision = defined({ commit, image, digest, version, previous: Object.keys(previous).length === 0 ? undefined : previous });
  const identities = [...(commit === undefined ? [] : [`commit:${commit}`]), ...images.flatMap((d) => imageIdentities(text(d.after) ?? ''))];
  return { ...(Object.keys(revision).length === 0 ? {} : { revision }), identities: [...new Set(identities)] };
};
