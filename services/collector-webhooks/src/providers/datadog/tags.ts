import { cut } from '../../provider/wording.js';

/** The values of each `key:value` tag, keys in lower case; a tag without a value is left out. */
export const tagsOf = (tags: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const all = new Map<string, string[]>();
  for (const tag of tags) {
    const at = tag.indexOf(':');
    if (at <= 0 || at === tag.length - 1) continue;
    const key = tag.slice(0, at).toLowerCase();
    const value = cut(tag.slice(at + 1), 400);
    const known = all.get(key);
    if (known === undefined) all.set(key, [value]);
    else if (!known.includes(value)) known.push(value);
  }
  return all;
};

/** The value of the first of the keys that has exactly one. */
export const one = (tags: ReadonlyMap<string, readonly string[]>, ...keys: readonly string[]): string | undefined =>
  keys.map((key) => tags.get(key)).find((values) => values?.length === 1)?.[0];

const workloads = ['deployment', 'statefulset', 'daemonset', 'cronjob'] as const;

/** The lasting things that tags name; never a pod, a container or a host. */
export const entitiesOf = (tags: ReadonlyMap<string, readonly string[]>): string[] => {
  const namespace = one(tags, 'kube_namespace');
  const running = workloads.flatMap((kind) => (namespace === undefined ? [] : (tags.get(`kube_${kind}`) ?? []).map((name) => `${namespace}/${kind}/${name}`)));
  return [...new Set([...(tags.get('service') ?? []).map((name) => `service:${name}`), ...running])].slice(0, 100);
};
