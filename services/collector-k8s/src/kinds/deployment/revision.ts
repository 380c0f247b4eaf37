import { imageRef, looksSecret } from '../../redact/safe.js';
import type { Deployment } from './schema.js';

type Labels = Readonly<Record<string, string>>;

const COMMIT_KEYS = ['org.opencontainers.image.revision', 'culprit.dev/commit', 'app.kubernetes.io/commit', 'argocd.argoproj.io/revision', 'argocd', 'commit', 'git-commit', 'git-sha', 'commit-sha'];
const SHA = /^[0-9a-f]{7,64}$/;

const all = ({ metadata, spec }: Deployment): readonly Labels[] =>
  [spec.template.metadata?.annotations, spec.template.metadata?.labels, metadata.annotations, metadata.labels].map((labels) => labels ?? {});

/** A tag that is a commit: `5be1f00`, `sha-5be1f00`. Digits alone are a build's number. */
const commitOfTag = (tag: string | undefined): string | undefined => {
  const sha = tag?.replace(/^(sha|git)-/, '');
  return sha !== undefined && SHA.test(sha) && /[a-f]/.test(sha) && /\d/.test(sha) ? sha : undefined;
};

const mainTag = (it: Deployment): string | undefined => {
  const image = it.spec.template.spec.containers[0]?.image;
  return image === undefined ? undefined : imageRef(image)?.tag;
};

/** The commit that runs, as annotations or labels say it, else as the image's tag does. */
export const commitOf = (it: Deployment): string | undefined => {
  const said = all(it).flatMap((labels) => COMMIT_KEYS.map((key) => labels[key])).find((value) => value !== undefined && SHA.test(value));
  return said ?? commitOfTag(mainTag(it));
};

const VERSION = /^[\w][\w.+-]{0,62}$/;

export const versionOf = (it: Deployment): string | undefined => {
  const said = all(it).map((labels) => labels['app.kubernetes.io/version'] ?? labels['tags.datadoghq.com/version']).find((value) => value !== undefined && VERSION.test(value) && !looksSecret(value));
  return said ?? mainTag(it);
};
