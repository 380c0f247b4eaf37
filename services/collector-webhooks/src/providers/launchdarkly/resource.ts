import type { Entry } from './schema.js';

export interface Resource {
  readonly project?: string;
  /** Undefined for none and for all of them. */
  readonly environment?: string;
  /** What it is and its key: `flag`, `checkout-v2`. */
  readonly type: string;
  readonly key?: string;
  readonly tags: readonly string[];
}

/** `proj/shop;billing:env/production:flag/checkout-v2;team-a`: what it names, with tags after a semicolon; `*` is all. */
export const resourceOf = (text: string): Resource => {
  const parts = text.split(':', 10).map((part) => {
    const [path = '', tags = ''] = part.split(';', 2);
    const at = path.indexOf('/');
    return { type: at < 0 ? path : path.slice(0, at), key: at < 0 ? '*' : path.slice(at + 1), tags: tags.split(',').filter((tag) => tag !== '') };
  });
  const named = (type: string): string | undefined => parts.find((part) => part.type === type && part.key !== '*' && part.key !== '')?.key;
  const last = parts.at(-1);
  const project = named('proj');
  const environment = named('env');
  return {
    ...(project === undefined ? {} : { project }),
    ...(environment === undefined ? {} : { environment }),
    type: last?.type ?? '',
    ...(last === undefined || last.key === '*' || last.key === '' ? {} : { key: last.key }),
    tags: parts.flatMap(({ tags }) => tags),
  };
};

export interface Place {
  readonly project: string | undefined;
  readonly environments: readonly string[];
  readonly key: string | undefined;
  readonly tags: readonly string[];
}

const types: Readonly<Record<string, string>> = { project: 'proj', environment: 'env' };

/** Where an entry happened, as its accesses say, else its target, else the fields of the integration framework. */
export const placeOf = (entry: Entry): Place => {
  const all = [...entry.accesses.map(({ resource }) => resource), ...(entry.target?.resources ?? [])].map(resourceOf);
  const own = all.filter(({ type }) => type === (types[entry.kind] ?? entry.kind));
  const shown = entry.project?.environment?.key;
  const environments = [...new Set((own.length > 0 ? own : all).flatMap(({ environment }) => (environment === undefined ? [] : [environment])))];
  const fallback = all.length === 0 && shown !== undefined && shown !== '~' ? [shown] : [];
  return {
    project: all.find(({ project }) => project !== undefined)?.project ?? entry.project?.key,
    environments: environments.length > 0 ? environments : fallback,
    key: own.find(({ key }) => key !== undefined)?.key ?? entry.key ?? /\/api\/v2\/(?:flags|segments)\/[^?#]{1,400}\/([^/?#]{1,300})$/.exec(entry._links?.canonical?.href ?? '')?.[1],
    tags: [...new Set([...all.flatMap(({ tags }) => tags), ...entry.tags])],
  };
};
