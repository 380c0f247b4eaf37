import { cut } from '../wording.js';

export interface Artifact {
  /** Type and full name, without version and qualifiers: `pkg:oci/ghcr.io/acme/myapp`. */
  readonly name: string;
  /** What people call it: `myapp`. */
  readonly short: string;
  readonly version: string | undefined;
  /** `registry/name@sha256:…` or `registry/name:tag`, where it is a container image. */
  readonly image: string | undefined;
  readonly digest: string | undefined;
}

/** A package URL, `pkg:type/namespace/name@version?qualifiers#subpath`, as far as it says what was built. Undefined for what is none. */
export const artifactOf = (purl: string): Artifact | undefined => {
  const [, type = '', rest = ''] = /^pkg:\/*([\w.+-]{1,40})\/(.{1,1900})$/s.exec(purl) ?? [];
  if (type === '') return undefined;
  const [path = '', query = ''] = (rest.split('#', 1)[0] ?? '').split('?', 2);
  const at = path.lastIndexOf('@');
  const name = decoded(at > 0 ? path.slice(0, at) : path);
  const version = at > 0 ? decoded(path.slice(at + 1)) : undefined;
  const qualifiers = new URLSearchParams(query);
  const isImage = type === 'oci' || type === 'docker';
  const full = isImage ? repositoryOf(name, qualifiers.get('repository_url')) : name;
  const tag = qualifiers.get('tag') ?? undefined;
  const digest = version !== undefined && /^sha256:[0-9a-f]{1,64}$/.test(version) ? version : undefined;
  return {
    name: cut(`pkg:${type}/${full}`, 480),
    short: cut(name.slice(name.lastIndexOf('/') + 1) || name, 200),
    version: cut(tag ?? version ?? '', 400) || undefined,
    image: isImage ? cut(imageOf(full, digest, tag ?? version), 480) : undefined,
    digest,
  };
};

const imageOf = (full: string, digest: string | undefined, tag: string | undefined): string => {
  if (digest !== undefined) return `${full}@${digest}`;
  return tag === undefined || tag === '' ? full : `${full}:${tag}`;
};

/** `repository_url` holds registry and path, with the name at its end or without; Docker's own registry is everybody's default. */
const repositoryOf = (name: string, registry: string | null): string => {
  if (registry === null || registry === '') return name;
  const bare = registry.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return (bare === name || bare.endsWith(`/${name}`) ? bare : `${bare}/${name}`).replace(/^(index\.)?docker\.io\/(library\/)?/, '');
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
