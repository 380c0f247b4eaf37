import { imageRef, looksSecret } from '../redact/safe.js';
import type { Meta } from './meta.js';
import type { PodTemplate } from './pods.js';

type Labels = Readonly<Record<string, string>>;

const COMMIT_KEYS = ['org.opencontainers.image.revision', 'culprit.dev/commit', 'app.kubernetes.io/commit', 'argocd.argoproj.io/revision', 'argocd', 'commit', 'git-commit', 'git-sha', 'commit-sha'];
const SHA = /^[0-9a-f]{7,64}$/;
const VERSION = /^[\w][\w.+-]{0,62}$/;

/** A tag that is a commit: `5be1f00`, `sha-5be1f00`. Digits alone are a build's number. */
const commitOfTag = (tag: string | undefined): string | undefined => {
  const sha = tag?.replace(/^(sha|git)-/, '');
  return sha !== undefined && SHA.test(sha) && /[a-f]/.test(sha) && /\d/.test(sha) ? sha : undefined;
};

/** The commit and version that run, as annotations or labels say it, else as the image's tag does. */
export const ranBy = (metadata: Meta, template: PodTemplate): { commit?: string | undefined; version?: string | undefined } => {
  const all: readonly Labels[] = [template.metadata?.annotations, template.metadata?.labels, metadata.annotations, metadata.labels].map((labels) => labels ?? {});
  const image = template.spec.containers[0]?.image;
  const tag = image ? imageRef(image)?.tag : undefined;
  const commit = all.flatMap((labels) => COMMIT_KEYS.map((key) => labels[key])).find((value) => value !== undefined && SHA.test(value));
  const version = all.map((labels) => labels['app.kubernetes.io/version'] ?? labels['tags.datadoghq.com/version']).find((value) => value !== undefined && VERSION.test(value) && !looksSecret(value));
  return { commit: commit ?? commitOfTag(tag), version: version ?? tag };
};
