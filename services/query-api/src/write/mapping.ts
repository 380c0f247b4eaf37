import { buildCatalog, factId, latest, millis, resolveName, resolveSubject, serviceIdentity, timeOf, type Service } from '@culprit/domain';

/** That an entity of a provider is a service, in one environment or everywhere. */
export interface Mapping {
  readonly provider: string;
  readonly entity: string;
  readonly service: string;
  readonly environment: string | undefined;
}

/** What is to be said, or why that would settle nothing. */
export type Decision = { readonly ok: true; readonly service: string; readonly say: readonly Service[] } | { readonly ok: false; readonly reason: string };

const PREFIX = 'mapped:';
const LONGEST = 512;

/** A source of its own for each entity: sources add up, so that two people who map two entities to one service lose neither. */
const sourceOf = ({ provider, entity }: Mapping): string => {
  const plain = `${PREFIX}${provider}:${entity}`;
  return plain.length <= LONGEST ? plain : `${PREFIX}${factId('mapping', provider, undefined, entity)}`;
};

const statement = (fields: Pick<Service, 'name' | 'source' | 'aliases' | 'observedAt'>, environment: string | undefined): Service => ({
  ...fields, ...(environment === undefined ? {} : { environment }), owns: [], links: [], repositories: [], images: [], dependsOn: [], workloads: [],
});

/** The statements that count, of all that the topic holds. */
export const counting = (statements: Iterable<Service>): Map<string, Service> => {
  const all = new Map<string, Service>();
  for (const each of statements) {
    const known = all.get(serviceIdentity(each));
    all.set(serviceIdentity(each), known === undefined ? each : latest(known, each));
  }
  return all;
};

/** The last mapping of an entity counts: what an earlier one said is taken back. One that the rest of the catalog contradicts is refused in words. */
export const decideMapping = (known: ReadonlyMap<string, Service>, mapping: Mapping, now: number): Decision => {
  const { entity, environment } = mapping;
  const isOurs = (s: Service): boolean => s.source.startsWith(PREFIX) && s.environment === environment && s.aliases.includes(entity);
  const after = (before: Service | undefined): string => timeOf(Math.max(now, before === undefined ? now : millis(before.observedAt) + 1));
  const ours = [...known.values()].filter((s) => s.removed !== true && isOurs(s));
  const others = [...known.values()].filter((s) => !ours.includes(s));

  const name = resolveName(buildCatalog(others), mapping.service, { environment });
  const next = statement({ name, source: sourceOf(mapping), aliases: [entity], observedAt: timeOf(now) }, environment);
  const mapped = { ...next, observedAt: after(known.get(serviceIdentity(next))) };
  const found = resolveSubject(buildCatalog([...others, mapped]), { services: [], entities: [entity], environment });
  if (found.services.length !== 1 || found.services[0] !== name) return { ok: false, reason: refused(entity, name, found) };

  const kept = ours.find((s) => s.name === name);
  const taken = ours.filter((s) => s !== kept).map((s) => ({ ...statement({ name: s.name, source: s.source, aliases: [], observedAt: after(s) }, environment), removed: true }));
  return { ok: true, service: name, say: kept === undefined ? [...taken, mapped] : taken };
};

const refused = (entity: string, name: string, { services, mappedBy }: { readonly services: readonly string[]; readonly mappedBy: string }): string =>
  services.length > 0
    ? `entity: ${entity} is ${services.join(', ')} already by what the catalog says nearer than this would (${mappedBy}); take that back first`
    : `entity: other services answer to ${entity} already, so that it would belong to none (${mappedBy}); say there that it is not theirs, then that it is ${name}`;
