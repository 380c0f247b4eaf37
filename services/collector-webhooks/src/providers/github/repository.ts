import type { Actor } from '@culprit/domain';
import type { Person, Repository } from './schema.js';

/** `acme/checkout-api`; at a GitHub of one's own `github.acme.example/acme/checkout-api`. Found in the webhook and in the API alike. */
export const instanceOf = (repository: Repository): string => {
  const host = /^https?:\/\/([^/]{1,200})\//.exec(repository.html_url)?.[1] ?? 'github.com';
  return host === 'github.com' ? repository.full_name : `${host}/${repository.full_name}`;
};

/** The repository, after the service that its `service` property names outright. */
export const entitiesOf = (repository: Repository, payload?: unknown): string[] => {
  const named = [payload, repository.custom_properties].map(serviceIn).find((name) => name !== undefined);
  return named === undefined ? [repository.full_name] : [`service:${named}`, repository.full_name];
};

const serviceIn = (fields: unknown): string | undefined => {
  if (fields === null || typeof fields !== 'object' || !('service' in fields)) return undefined;
  return typeof fields.service === 'string' && fields.service !== '' ? fields.service.slice(0, 500) : undefined;
};

const isBot = (person: Person): boolean => person.type === 'Bot' || person.login.endsWith('[bot]');

/** The first person named; a bot that acts for somebody says for whom. */
export const actorOf = (people: readonly (Person | null | undefined)[], behind?: Person | null): Actor | undefined => {
  const person = people.find((each) => each !== null && each !== undefined);
  if (person === null || person === undefined) return undefined;
  if (!isBot(person)) return { name: person.login, kind: 'human', basis: 'sender' };
  const onBehalfOf = behind !== null && behind !== undefined && !isBot(behind) ? { onBehalfOf: behind.login } : {};
  return { name: person.login, kind: 'automation', basis: 'sender', ...onBehalfOf };
};
