import type { Service } from '../events/service.js';
import type { Named } from './catalog.js';

// Names that nobody declared, of which everybody would say that they are one service: `Checkout_Service`, `checkout-svc`, `prod-checkout`, `shop/checkout`.

const SEPARATOR = /[\s._/-]+/g;
/** What is said of any service; not where nothing else would be left. */
const SAYS_NOTHING = /(?<=..)(?:service|svc|deployment)$/;
/** As a cluster calls it within: `checkout.shop.svc.cluster.local`. */
const WITHIN = /\.svc(?:\.cluster\.local)?\.?$/i;
/** What environments are called for short. */
const SHORT: Readonly<Record<string, readonly string[]>> = { production: ['prod', 'prd'], staging: ['stage', 'stg'], development: ['dev'] };

const letters = (name: string): string => name.toLowerCase().replace(SEPARATOR, '');
/** All that is spelled alike has the same. */
const spelling = (name: string): string => letters(name).replace(SAYS_NOTHING, '');
const isName = (alias: string): boolean => !alias.includes('/') && !alias.includes(':');

/** Both sides of each separator of a name. */
const halves = (name: string): (readonly [string, string])[] =>
  [...name.matchAll(SEPARATOR)].flatMap(({ index, 0: { length } }) => (index === 0 || index + length === name.length ? [] : [[name.slice(0, index), name.slice(index + length)] as const]));

export interface Alike {
  /** Which services a name may be meant for that nobody declared: spelled alike, else with its environment or the namespace in which it runs before or behind. */
  of(name: string, environment: string | undefined): readonly Named[];
}

const NOBODY: readonly Named[] = [];

export const alikeIn = (live: readonly Service[], nameOf: (statement: Service) => string): Alike => {
  const lettered = new Map<string, Named[]>();
  const spelled = new Map<string, Named[]>();
  const placed = new Map<string, Named[]>();
  const put = (into: Map<string, Named[]>, key: string, named: Named): void => void (into.get(key)?.push(named) ?? into.set(key, [named]));
  const place = (namespace: string, name: string): string => `${spelling(namespace)}/${spelling(name)}`;
  for (const s of live) {
    const service = nameOf(s);
    const named = (by: string, cluster?: string): Named => ({ service, environment: s.environment, cluster, by });
    const names = [...new Set([service, s.name, ...s.aliases.filter(isName)])];
    for (const name of names) {
      put(lettered, letters(name), named(name));
      put(spelled, spelling(name), named(name));
    }
    for (const key of new Set(s.workloads.flatMap(({ namespace }) => names.map((name) => place(namespace, name))))) put(placed, key, named(key));
  }
  const bySpelling = (name: string): readonly Named[] => lettered.get(letters(name)) ?? spelled.get(spelling(name)) ?? NOBODY;

  return {
    of: (said, environment) => {
      const name = said.replace(WITHIN, '');
      const alike = bySpelling(name);
      if (alike.length > 0) return alike;
      const parts = halves(name);
      const called = environment === undefined ? [] : [environment, ...(SHORT[environment] ?? [])].map((each) => each.toLowerCase());
      const ofEnvironment = parts.flatMap(([a, b]) => [...(called.includes(a.toLowerCase()) ? bySpelling(b) : NOBODY), ...(called.includes(b.toLowerCase()) ? bySpelling(a) : NOBODY)]);
      if (ofEnvironment.length > 0) return ofEnvironment;
      return parts.flatMap(([a, b]) => [...(placed.get(place(a, b)) ?? NOBODY), ...(placed.get(place(b, a)) ?? NOBODY)]);
    },
  };
};
