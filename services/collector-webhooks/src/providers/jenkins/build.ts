import type { ChangePhase } from '@culprit/domain';
import type { Cause } from './schema.js';

/** A build of a job, whoever told of it. */
export interface Build {
  /** The address of the Jenkins, where it is known. */
  readonly root: string | undefined;
  /** `job/shop/job/deploy/18`: what the build is called in every address of it. */
  readonly path: string;
  /** `shop/deploy`. */
  readonly job: string;
  readonly number: string;
  readonly page: string | undefined;
  readonly phase: ChangePhase;
  readonly startedAt: string;
  /** When it came to this phase. */
  readonly at: string;
  readonly result: string | undefined;
  readonly scm: { readonly url?: string | undefined; readonly branch?: string | undefined; readonly commit?: string | undefined; readonly changes: readonly string[] };
  readonly parameters: Readonly<Record<string, string>>;
  readonly causes: readonly Cause[];
  readonly culprits: readonly string[];
  readonly more: Readonly<Record<string, string | number | boolean | string[]>>;
}

const results: Readonly<Record<string, ChangePhase>> = { SUCCESS: 'succeeded', UNSTABLE: 'succeeded', FAILURE: 'failed', ABORTED: 'failed', NOT_BUILT: 'failed' };
/** An unstable build has run to its end, with failing tests. */
export const phaseOf = (result: string | undefined): ChangePhase | undefined => (result !== undefined && Object.hasOwn(results, result.toUpperCase()) ? results[result.toUpperCase()] : undefined);

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** `job/shop/job/deploy/` is the job `shop/deploy`; of a branch `job/app/job/feature%252Fx/` it is `app/feature/x`. */
export const jobIn = (path: string): string | undefined => {
  const names = [...path.slice(0, 3000).matchAll(/(?:^|\/)job\/([^/]{1,500})/g)].map(([, part = '']) => decoded(decoded(part)));
  return names.length === 0 ? undefined : names.join('/');
};

/** The parts of `https://ci.acme.example/jenkins/job/shop/job/deploy/18/`: the address of Jenkins, and the build's path in it. */
export const partsOf = (url: string): { root: string; path: string } | undefined => {
  const at = url.indexOf('/job/');
  return at < 0 ? undefined : { root: url.slice(0, at), path: url.slice(at + 1).replace(/\/+$/, '') };
};
