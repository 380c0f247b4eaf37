import type { Revision } from '@culprit/domain';
import { cut } from '../../provider/wording.js';

export interface FluxRevision {
  /** As Flux says it, short: `main@5be1f00`, `6.5.4`. */
  readonly short: string;
  readonly revision: Revision;
  readonly identities: readonly string[];
}

const SHA = /(?:^|[@:/])([0-9a-f]{40})$/;
const DIGEST = /(?:^|@)(sha256:[0-9a-f]{64})$/;

/** `main@sha1:<sha>`, before Flux 2.0 `main/<sha>`; an artifact's `latest@sha256:<digest>` with the commit it was built of; a chart's `6.5.4`. */
export const revisionIn = (metadata: Readonly<Record<string, string>>): FluxRevision | undefined => {
  const said = metadata['revision'];
  const commit = SHA.exec(metadata['originRevision'] ?? '')?.[1] ?? SHA.exec(said ?? '')?.[1] ?? SHA.exec(metadata['commit'] ?? '')?.[1];
  const digest = DIGEST.exec(said ?? '')?.[1] ?? DIGEST.exec(metadata['oci-digest'] ?? '')?.[1];
  const named = (said ?? '').replace(/@?(sha1:[0-9a-f]{40}|sha256:[0-9a-f]{64})$/, '').replace(/\/?[0-9a-f]{40}$/, '');
  const version = /^v?\d+(\.\d+)+/.test(named) ? named : metadata['app-version'];
  if (said === undefined && commit === undefined) return undefined;
  const sha = commit?.slice(0, 7);
  return {
    short: [...(named === '' ? [] : [named]), ...(sha === undefined ? [] : [sha])].join('@') || (digest?.slice(0, 19) ?? ''),
    revision: { ...(commit === undefined ? {} : { commit }), ...(digest === undefined ? {} : { digest }), ...(version === undefined ? {} : { version: cut(version, 300) }) },
    identities: commit === undefined ? [] : [`commit:${commit}`],
  };
};
