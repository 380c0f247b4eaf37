import type { Leaf, Leaves } from './leaf.js';
import type { Redactor } from './redactor.js';
import { looksSecret, namesSecret } from './safe.js';
import { freeText, freeTree, isFields, segment, type Fields, type Put } from './tree.js';

/** Of a list's field name: what tells its items apart, where the usual keys do not. */
export type ListKeys = Readonly<Record<string, (item: Fields) => string | undefined>>;

/** What tells items of a list apart, best first; a volume may be mounted twice, so its mounts are known by their place. */
const KEYS = ['mountPath', 'devicePath', 'name', 'containerPort', 'port', 'topologyKey', 'key', 'ip', 'id'] as const;
/** Maps whose keys and values are the author's own. */
const FREE_MAPS = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector', 'volumeAttributes', 'options', 'stringData', 'data', 'binaryData']);
/** What is handed on to a chart or a plugin, whatever it is. */
const FREE_TREES = new Set(['values', 'valuesObject', 'parameters']);
const FREE_PATH = /\.triggers\[[^\]]*\]\.metadata$/;
/** Labels that name what runs, which is what they are for. */
const NAMING_LABEL = /^(app|name|version|tier|component|track|release|(app\.kubernetes\.io|helm\.sh|tags\.datadoghq\.com|culprit\.dev)\/[\w.-]+)$/;
const NAME_VALUE = /^[A-Za-z0-9][\w.+-]{0,62}$/;
const FLAG = /^(--?[A-Za-z][A-Za-z0-9._-]{0,39})=(.*)$/s;
const BARE_FLAG = /^(--[a-z][a-z0-9.-]{0,39}|-[A-Za-z])$/;

/** Lists that are sets of names: what is in them matters, not where. */
const SETS = new Set(['add', 'drop', 'accessModes', 'policyTypes', 'verbs', 'resources', 'apiGroups', 'resourceNames', 'nonResourceURLs', 'operations', 'apiVersions', 'hosts', 'hostnames', 'gateways', 'scopes', 'methods']);
const SET_ITEM = /^[\w.*/-]{0,80}$/;

/** The leaves of a Kubernetes object, redacted: nothing of `value` that is not shown by a rule is in the result. */
export const flatten = (root: string, value: unknown, redactor: Redactor, lists: ListKeys = {}): Leaves => {
  const leaves: Record<string, Leaf> = {};
  const put: Put = (path, leaf) => {
    let free = path;
    for (let n = 2; Object.hasOwn(leaves, free); n++) free = `${path}#${n}`;
    leaves[free] = leaf;
  };

  const scalar = (path: string, name: string, v: unknown): void => {
    if (typeof v === 'boolean') return put(path, v);
    if (typeof v === 'number') return put(path, namesSecret(name) && name !== 'key' && !name.endsWith('Seconds') ? redactor.free(path, name, String(v)) : v);
    if (typeof v === 'string') put(path, redactor.field(path, name, v));
  };

  const freeMap = (path: string, map: Fields, labels: boolean): void => {
    for (const [key, v] of Object.entries(map)) {
      const at = `${path}[${segment(redactor, key)}]`;
      if (labels && NAMING_LABEL.test(key) && typeof v === 'string' && NAME_VALUE.test(v) && !looksSecret(v)) put(at, v);
      else put(at, redactor.free(at, key, typeof v === 'string' ? v : JSON.stringify(v)));
    }
  };

  const env = (path: string, items: readonly unknown[]): void => {
    for (const item of items) {
      if (!isFields(item)) continue;
      const name = String(item['name']);
      const at = `${path}[${segment(redactor, name)}]`;
      if (item['valueFrom'] !== undefined) walk(`${at}.valueFrom`, 'valueFrom', item['valueFrom']);
      else put(at, redactor.free(at, name, typeof item['value'] === 'string' ? item['value'] : ''));
    }
  };

  // `--level=debug` stands under its flag; what follows a flag that names a secret is hidden, whatever it looks like
  const words = (path: string, items: readonly unknown[]): void => {
    let flag = '';
    items.forEach((item, index) => {
      const text = String(item);
      const [, name, rest] = FLAG.exec(text) ?? [];
      if (name !== undefined && rest !== undefined && !looksSecret(name)) {
        put(`${path}[${name}]`, redactor.free(`${path}[${name}]`, name, rest));
      } else if (BARE_FLAG.test(text) && !looksSecret(text)) put(`${path}[${text}]`, true);
      else put(`${path}[${index}]`, redactor.free(`${path}[${index}]`, flag, text));
      flag = BARE_FLAG.test(text) ? text : '';
    });
  };

  const list = (path: string, name: string, items: readonly unknown[]): void => {
    items.forEach((item, index) => {
      if (isFields(item)) {
        const key = KEYS.find((k) => typeof item[k] === 'string' || typeof item[k] === 'number');
        const named = lists[name]?.(item) ?? (key === undefined ? undefined : String(item[key]));
        return walk(`${path}[${named === undefined ? index : segment(redactor, named)}]`, name, item);
      }
      if (Array.isArray(item)) return list(`${path}[${index}]`, name, item);
      if (typeof item === 'string' && SETS.has(name) && SET_ITEM.test(item) && !looksSecret(item)) put(`${path}[${item}]`, true);
      else scalar(`${path}[${index}]`, name, item);
    });
  };

  const walk = (path: string, name: string, v: unknown): void => {
    if (FREE_TREES.has(name) || FREE_PATH.test(path)) {
      if (typeof v === 'string') return freeText(path, `${name}.yaml`, v, redactor, put);
      return freeTree(path, '', v, redactor, put);
    }
    if (Array.isArray(v)) {
      if (name === 'env') return env(path, v);
      if (name === 'args' || name === 'command') return words(path, v);
      if (name === 'httpHeaders') return env(path, v);
      return list(path, name, v);
    }
    if (!isFields(v)) return scalar(path, name, v);
    // a Service's selector is the labels themselves
    if (name === 'selector' && Object.values(v).every((each) => typeof each === 'string')) return freeMap(path, v, true);
    if (FREE_MAPS.has(name)) return freeMap(path, v, name === 'labels' || name === 'matchLabels' || name === 'nodeSelector');
    for (const [key, inner] of Object.entries(v)) walk(`${path}.${key}`, key, inner);
  };

  walk(root, root, value);
  return leaves;
};
