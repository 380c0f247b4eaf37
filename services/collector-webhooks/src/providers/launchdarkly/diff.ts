import { canonicalJson, type DiffEntry } from '@culprit/domain';
import { plain } from '../../provider/plain.js';
import { cut } from '../../provider/wording.js';
import { Flag, Segment, type Targeting } from './schema.js';

type Value = Exclude<DiffEntry['after'], undefined>;

const pair = (path: string, before: Value | undefined, after: Value | undefined): DiffEntry[] => (canonicalJson(before ?? null) === canonicalJson(after ?? null) ? [] : [{ path, before: before ?? null, after: after ?? null }]);

/** How many each variation has: who they are is nobody's business here. */
const counted = (all: Targeting['targets']): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { variation, values } of all) counts[`variation ${variation}`] = (counts[`variation ${variation}`] ?? 0) + values.length;
  return counts;
};

/** A version of a flag in one environment, as a person reads it: variations by name, weights in percent, people as counts. */
const readable = ({ variations }: Flag, it: Targeting): Record<string, Value> => {
  const named = (index: number | null | undefined): Value => {
    const found = typeof index === 'number' ? variations[index] : undefined;
    return found === undefined ? index ?? null : found.name ?? plain(found.value) ?? null;
  };
  const label = (index: number): string => cut(String(variations[index]?.name ?? JSON.stringify(plain(variations[index]?.value)) ?? index), 100);
  const served = (what: Targeting['fallthrough']): Value =>
    what?.rollout === undefined ? named(what?.variation) : Object.fromEntries(what.rollout.variations.map(({ variation, weight }) => [label(variation), `${weight / 1000} %`]));
  const rules = it.rules.map(({ clauses, description, ...what }) => ({
    if: clauses.map(clause).join(' and '),
    serve: served(what),
    ...(description === undefined ? {} : { description }),
  }));
  return {
    on: it.on ?? null,
    fallthrough: served(it.fallthrough),
    offVariation: named(it.offVariation),
    targets: counted([...it.targets, ...it.contextTargets]),
    rules: rules.slice(0, 50),
    prerequisites: it.prerequisites.map(({ key, variation }) => `${key} is variation ${variation}`),
    archived: it.archived ?? false,
  };
};

/** Who it is for is nobody's business here; which segment it is for is. */
const clause = ({ attribute = '?', op = '?', negate, values }: Targeting['rules'][number]['clauses'][number]): string => {
  const not = negate ? 'not ' : '';
  return op === 'segmentMatch' ? `${not}in segment ${values.slice(0, 10).map((key) => cut(String(key), 100)).join(', ')}` : `${attribute} ${not}${op} (${values.length})`;
};

const MOST = 50;

/** What differs between two versions of a flag, in the environments named, else in all. */
export const flagDiff = (previous: unknown, current: unknown, environments: readonly string[]): DiffEntry[] => {
  const [before, after] = [Flag.safeParse(previous), Flag.safeParse(current)];
  if (!before.success || !after.success) return [];
  const names = environments.length > 0 ? environments : [...new Set([...Object.keys(before.data.environments), ...Object.keys(after.data.environments)])].sort();
  const inside = names.flatMap((name) => {
    const [was, is] = [before.data.environments[name], after.data.environments[name]];
    if (was === undefined || is === undefined) return [];
    const [old, now] = [readable(before.data, was), readable(after.data, is)];
    return Object.keys(now).flatMap((key) => pair(names.length === 1 ? key : `${cut(name, 300)}.${key}`, old[key], now[key]));
  });
  const variations = ({ variations: all }: Flag): Value => all.map(({ name, value }) => ({ name: name ?? null, value: plain(value) }));
  return [...inside, ...pair('variations', variations(before.data), variations(after.data)), ...pair('archived', before.data.archived ?? false, after.data.archived ?? false)].slice(0, MOST);
};

export const segmentDiff = (previous: unknown, current: unknown): DiffEntry[] => {
  const [before, after] = [Segment.safeParse(previous), Segment.safeParse(current)];
  if (!before.success || !after.success) return [];
  const [old, now] = [listsOf(before.data), listsOf(after.data)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((path) => {
    const [was, is] = [old[path] ?? [], now[path] ?? []];
    const same = was.length === is.length && JSON.stringify(was.slice(0, 2000), textOfBig) === JSON.stringify(is.slice(0, 2000), textOfBig);
    return same ? [] : [{ path, before: was.length, after: is.length }];
  }).slice(0, MOST);
};

/** Who is in a segment and who is not: users, and each other kind of context by itself. */
const listsOf = ({ included, excluded, includedContexts, excludedContexts, rules }: Segment): Readonly<Record<string, readonly unknown[]>> => {
  const each = (name: string, contexts: Segment['includedContexts']) => contexts.map(({ contextKind, values }) => [`${name}.${contextKind ?? 'user'}`, values] as const);
  return { included, excluded, ...Object.fromEntries([...each('included', includedContexts), ...each('excluded', excludedContexts)]), rules };
};

const textOfBig = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
