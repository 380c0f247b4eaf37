import type { Service } from '../events/service.js';

/** The entity that a workload is: `shop/deployment/checkout`. */
export const workloadEntity = ({ namespace, kind, name }: Service['workloads'][number]): string => `${namespace}/${kind.toLowerCase()}/${name}`;

/** Seen in a cluster, where labels or the workload's own name had to do for a name; all others are what somebody said. */
const isFound = ({ source }: Service): boolean => source === 'kubernetes' || source.startsWith('kubernetes/');

interface Claim {
  readonly service: string;
  readonly environment: string | undefined;
  readonly cluster: string | undefined;
}

/** What is said of an entity in this environment and cluster, or of all of them. */
const claimants = (claims: readonly Claim[] | undefined, environment: string | undefined, cluster?: string): ReadonlySet<string> => {
  const here = (claims ?? []).filter((c) => (c.cluster === undefined || c.cluster === cluster) && (c.environment === undefined || c.environment === environment));
  const near = here.filter((c) => c.environment !== undefined);
  return new Set((near.length > 0 ? near : here).map(({ service }) => service));
};

const only = (names: Iterable<string>): string | undefined => {
  const [first, ...others] = new Set(names);
  return others.length === 0 ? first : undefined;
};

/**
 * Which service each statement is about. A service that a cluster alone knows is another's when people say so: by naming it, or all of its
 * workloads, among the aliases of one service. Two services that people name are never made one.
 */
export const oneNames = (live: readonly Service[]): ((statement: Service) => string) => {
  const claims = new Map<string, Claim[]>();
  const found = new Map<string, Service[]>();
  const said = new Set(live.filter((s) => !isFound(s)).map(({ name }) => name));
  const put = <T>(into: Map<string, T[]>, key: string, value: T): void => void (into.get(key)?.push(value) ?? into.set(key, [value]));
  const placeOf = (s: Service): string => JSON.stringify([s.name, s.environment ?? null]);
  for (const s of live) {
    if (isFound(s)) {
      put(found, placeOf(s), s);
      continue;
    }
    for (const alias of s.aliases) put(claims, alias, { service: s.name, environment: s.environment, cluster: undefined });
    for (const w of s.workloads) put(claims, workloadEntity(w), { service: s.name, environment: s.environment, cluster: w.cluster });
  }

  const ownerOf = (together: readonly Service[]): string | undefined => {
    const [{ name, environment } = { name: '', environment: undefined }] = together;
    if (said.has(name)) return undefined;
    const named = [name, `service:${name}`].flatMap((each) => [...claimants(claims.get(each), environment)]);
    if (named.length > 0) return only(named);
    const workloads = together.flatMap((s) => s.workloads);
    const answers = workloads.map((w) => claimants(claims.get(workloadEntity(w)), environment, w.cluster));
    return answers.every(({ size }) => size === 1) ? only(answers.flatMap((names) => [...names])) : undefined;
  };
  const owners = new Map([...found].map(([place, together]) => [place, ownerOf(together)]));
  return (statement) => (isFound(statement) ? owners.get(placeOf(statement)) : undefined) ?? statement.name;
};
