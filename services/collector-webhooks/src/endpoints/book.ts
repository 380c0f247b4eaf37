import type { Environment } from '@culprit/domain';
import { secretsOf, variableOf, type Config } from '../config.js';
import { interpret, plainSettings } from '../delivery/interpret.js';
import type { Around, Provider } from '../provider/contract.js';
import type { Task } from '../reconcile/round.js';
import { serviceMap, type Endpoint } from './endpoint.js';
import type { Resolved } from './read.js';

export const DEFAULT_MAX_BYTES = 1024 * 1024;

/** Who may send, and where. */
export interface Book {
  /** The endpoint that a delivery came in at; the reason when there is none. */
  find(provider: Provider, name: string | undefined): Endpoint | string;
  /** Configured in the file. */
  readonly endpoints: readonly Endpoint[];
  /** Configured by a variable: these take deliveries under any name. */
  readonly plain: readonly Provider[];
  readonly tasks: readonly Task[];
}

interface Given {
  readonly config: Config;
  readonly providers: readonly Provider[];
  readonly environments: readonly Environment[];
  readonly outside: Pick<Around, 'fetchText'>;
}

/** Of a name that the file lists its own secrets count and no others; of every other name those of the provider's variable. */
export const bookOf = ({ config, providers, environments, outside }: Given, listed: readonly Resolved[]): Book => {
  const around = { outside, keeps: config.COLLECTOR_WEBHOOKS_KEEP_DELIVERIES };
  const plain = new Map(providers.flatMap((provider): [string, Endpoint][] => {
    const secrets = secretsOf(config, provider);
    return secrets.length === 0 ? [] : [[provider.name, endpointOf(provider, around, { secrets, settings: plainSettings(provider) })]];
  }));
  const named = new Map(listed.flatMap((each): [string, Endpoint][] => {
    const provider = providers.find(({ name }) => name === each.provider);
    return provider === undefined ? [] : [[`${each.provider}/${each.name}`, endpointOf(provider, around, each)]];
  }));
  return {
    find: (provider, name) => (name === undefined ? undefined : named.get(`${provider.name}/${name}`)) ?? plain.get(provider.name) ?? missing(provider, name),
    endpoints: [...named.values()],
    plain: [...plain.values()].map(({ provider }) => provider),
    tasks: listed.flatMap((each) => taskOf(each, named.get(`${each.provider}/${each.name}`), environments)),
  };
};

const missing = (provider: Provider, name: string | undefined): string =>
  `${provider.name}${name === undefined ? '' : ` has no endpoint ${name}, and`} is not configured here: ${name === undefined ? '' : 'list it in ENDPOINTS_FILE, or '}set ${variableOf(provider)}`;

const endpointOf = (provider: Provider, { outside, keeps }: { readonly outside: Pick<Around, 'fetchText'>; readonly keeps: boolean }, given: Pick<Resolved, 'secrets' | 'settings'> & Partial<Resolved> | { secrets: readonly string[]; settings: unknown }): Endpoint => {
  const { name, environment, services = {}, maxBytes = provider.maxBytes ?? DEFAULT_MAX_BYTES, rotatingUntil } = given as Partial<Resolved>;
  const { secrets, settings } = given;
  return {
    provider, name, secrets, settings, environment, services, maxBytes, keeps,
    verified: provider.verify(secrets, { ...outside, settings }),
    serviceOf: serviceMap(services),
    rotatingUntil: rotatingUntil === undefined ? 0 : Date.parse(rotatingUntil),
  };
};

const taskOf = ({ reconcile, token, name }: Resolved, endpoint: Endpoint | undefined, environments: readonly Environment[]): Task[] => {
  const reconciler = endpoint?.provider.reconcile;
  if (reconcile === undefined || reconciler === undefined || endpoint === undefined) return [];
  const { token: _token, every, ...settings } = reconcile;
  const door = { environments, endpoint: name, environment: endpoint.environment, serviceOf: endpoint.serviceOf };
  return [{
    provider: endpoint.provider.name, endpoint: name, reconciler, settings, token, every,
    interpret: ({ headers = {}, body }, receivedAt) => interpret(endpoint.provider, { headers, body: Buffer.from(JSON.stringify(body)) }, door, receivedAt, endpoint.settings),
  }];
};
