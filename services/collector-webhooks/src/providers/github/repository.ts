import type { Actor } from '@culprit/domain';
import type { Person, Repository } from './schema.js';
import type { Settings } from './settings.js';

export const hostOf = ({ html_url: page }: Repository): string => /^https?:\/\/([^/]{1,200})\//.exec(page)?.[1] ?? 'github.com';

/** `acme/checkout-api`; at a GitHub of one's own `github.acme.example/acme/checkout-api`. Found in the webhook and in the API alike. */
export const instanceOf = (repository: Repository): string => {
  const host = hostOf(repository);
  return host === 'github.com' ? repository.full_name : `${host}/${repository.full_name}`;
};

/** The repository, after the service that a payload, its custom property or a topic names outright. */
export const entitiesOf = (repository: Repository, settings: Settings, payload?: unknown): string[] => {
  const named = serviceIn(payload, 'service') ?? serviceIn(repository.custom_properties, settings.property) ?? topicOf(repository, settings.topicPrefix);
  return named === undefined ? [repository.full_name] : [`service:${named}`, repository.full_name];
};

const serviceIn = (fields: unknown, property: string): string | undefined => {
  if (fields === null || typeof fields !== 'object' || !Object.hasOwn(fields, property)) return undefined;
  const service = (fields as Readonly<Record<string, unknown>>)[property];
  return typeof service === 'string' && service !== '' ? service.slice(0, 400) : undefined;
};

/** `service-checkout` names checkout; two such topics name nobody. */
const topicOf = ({ topics }: Repository, prefix: string): string | undefined => {
  const named = prefix === '' ? [] : (topics ?? []).filter((topic) => topic.startsWith(prefix) && topic.length > prefix.length);
  return named.length === 1 ? named[0]?.slice(prefix.length, 400) : undefined;
};

const isBot = (person: Person): boolean => person.type === 'Bot' || person.login.endsWith('[bot]');

/** The first person named; a bot that acts for somebody says for whom. */
export const actorOf = (people: readonly (Person | null | undefined)[], behind?: Person | null): Actor | undefined => {
  const person = people.find((each) => each !== null && each !== undefined);
  if (person === null || person === undefined) return undefined;
  if (!isBot(person)) return { basis: 'sender', kind: 'human', name: person.login };
  const onBehalfOf = behind !== null && behind !== undefined && !isBot(behind) ? { onBehalfOf: behind.login } : {};
  return { name: person.login, kind: 'automation', basis: 'sender', ...onBehalfOf };
};
