import { readEnvironments, type World } from '@culprit/nest';
import type { Environment } from '@culprit/domain';
import type { Clock, EventLog, Logger } from '@culprit/ports';
import type { Config } from '../config.js';
import type { Door } from '../delivery/complete.js';
import { plainSettings, understand, type Meaning } from '../delivery/interpret.js';
import { namesIn, underNames } from '../delivery/names.js';
import { whereOf } from '../delivery/records.js';
import { serviceMap } from '../endpoints/endpoint.js';
import { readEndpoints, type Resolved } from '../endpoints/read.js';
import { providers } from '../providers/index.js';

/** What the commands that go over the log again need of the world. */
export interface Again {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly reader: Reader;
}

/** Reads a kept delivery as it would be read if it came now. */
export interface Reader {
  /** Undefined for a provider that there is no more. */
  read(at: string, headers: Readonly<Record<string, string>>, body: Buffer, receivedAt: string): Promise<Meaning | undefined>;
}

/** By the present mapping, and by the endpoint's present configuration. Rejects in words when the endpoints cannot be read. */
export const readerOf = async (config: Config, variable: NonNullable<World['variable']>): Promise<Reader> => {
  const environments = await readEnvironments(config.ENVIRONMENTS_FILE);
  const listed = config.ENDPOINTS_FILE === '' ? undefined : (await readEndpoints(config.ENDPOINTS_FILE, providers, variable)).endpoints;
  if (listed?.ok === false) throw new Error(listed.error);
  return {
    read: async (at, headers, body, receivedAt) => {
      const { provider: name, endpoint } = whereOf(at);
      const provider = providers.find((each) => each.name === name);
      if (provider === undefined) return undefined;
      const own = listed?.all.find((each) => each.provider === name && each.name === endpoint);
      const door = doorOf(environments, endpoint, own);
      const { meaning } = await understand(provider, { headers, body }, door, receivedAt, own?.settings ?? plainSettings(provider));
      return meaning.is === 'ok' ? { is: 'ok', events: underNames(meaning.events, namesIn(headers)) } : meaning;
    },
  };
};

const doorOf = (environments: readonly Environment[], endpoint: string | undefined, own: Pick<Resolved, 'environment' | 'services'> | undefined): Door =>
  (own === undefined ? { environments, endpoint } : { environments, endpoint, environment: own.environment, serviceOf: serviceMap(own.services) });
