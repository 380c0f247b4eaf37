import { z } from 'zod';
import { patternOf } from './pattern.js';

/** One environment as configured: what else it is called, and which clusters and namespaces (patterns with `*`) are in it. */
export const Environment = z.strictObject({
  name: z.string().min(1),
  aliases: z.array(z.string().min(1)).default([]),
  clusters: z.array(z.string().min(1)).default([]),
  namespaces: z.array(z.string().min(1)).default([]),
});
export type Environment = z.output<typeof Environment>;

/** All environments of a house: at least one, and no name of two of them. */
export const Environments = z.array(Environment).min(1, 'at least one environment is needed').superRefine((environments, { addIssue }) => {
  const known = new Map<string, number>();
  environments.forEach(({ name, aliases }, at) => {
    const take = (called: string, path: (string | number)[]): void => {
      const other = known.get(called.toLowerCase());
      if (other !== undefined && other !== at) addIssue({ code: 'custom', path: [at, ...path], message: `${called} names ${environments[other]?.name ?? ''} already` });
      known.set(called.toLowerCase(), at);
    };
    take(name, ['name']);
    aliases.forEach((alias, place) => take(alias, ['aliases', place]));
  });
});

/** As shipped: prod, prd, live and production are one, and so on; no cluster or namespace is assumed to be in any. */
export const shippedEnvironments: readonly Environment[] = [
  { name: 'production', aliases: ['prod', 'prd', 'live'], clusters: [], namespaces: [] },
  { name: 'staging', aliases: ['stage', 'stg', 'preprod', 'pre-production'], clusters: [], namespaces: [] },
  { name: 'development', aliases: ['dev', 'devel'], clusters: [], namespaces: [] },
];

export interface Whereabouts {
  readonly environment?: string | undefined;
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
}

/**
 * The one name of the environment an event is in, or undefined where nothing says. What the sender said counts first, then the
 * namespace, then the cluster. With exactly one environment configured everything is in it. A name that nobody configured stays as sent.
 */
export const canonicalEnvironment = (configured: readonly Environment[], where: Whereabouts): string | undefined => {
  if (configured.length === 1 && configured[0] !== undefined) return configured[0].name;
  const said = where.environment?.trim();
  if (said) {
    const lower = said.toLowerCase();
    const known = configured.find((e) => e.name.toLowerCase() === lower || e.aliases.some((alias) => alias.toLowerCase() === lower));
    return known?.name ?? said;
  }
  const inside = (patterns: readonly string[], name: string | undefined): boolean => name !== undefined && patterns.some((p) => patternOf(p)(name));
  return (configured.find((e) => inside(e.namespaces, where.namespace)) ?? configured.find((e) => inside(e.clusters, where.cluster)))?.name;
};
