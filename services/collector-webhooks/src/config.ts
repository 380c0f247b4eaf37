import { environmentsConfig } from '@culprit/nest';
import { z } from 'zod';
import type { Provider } from './provider/contract.js';
import { providers } from './providers/index.js';

const list = z.string().default('').transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''));

const own = z.object({
  COLLECTOR_WEBHOOKS_PORT: z.coerce.number().int().min(0).max(65_535).default(4001).describe('Port of /webhooks/:provider and of /v1.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on. Anything but this machine needs COLLECTOR_WEBHOOKS_TOKENS.'),
  PROTECTED_BY: z.enum(['nothing', 'proxy', 'network']).default('nothing').describe('Who keeps strangers out when HOST is not loopback and there is no token.'),
  CATALOG_FILES: list.describe('Comma list of catalog files, paths or patterns such as /etc/culprit/catalog/*.yaml: lists of services, or catalog-info.yaml of Backstage. Read again when they change.'),
  ...environmentsConfig,
  ENDPOINTS_FILE: z.string().default('').describe('YAML file that lists endpoints of providers, each with secrets, environment and settings of its own; read again when it or a secret file changes.'),
  COLLECTOR_WEBHOOKS_KEEP_DELIVERIES: z.stringbool({ error: 'must be true or false' }).default(true).describe('Keep each delivery as it came, without secrets, beside its events. false: less to write and to store, and `renormalize` has nothing to read; requests to /v1 with an Idempotency-Key are kept all the same.'),
  COLLECTOR_WEBHOOKS_TOKENS: list.describe('Comma list of bearer tokens that requests to /v1 must carry one of; empty: whoever reaches the port may send.').meta({ secret: true }),
});

/** The variable that holds what a provider's deliveries are authenticated with. */
export const variableOf = ({ name, credential }: Pick<Provider, 'name' | 'credential'>): string => `COLLECTOR_WEBHOOKS_${name.toUpperCase().replaceAll('-', '_')}_${credential}`;

const secret = (provider: Provider) =>
  list.describe(`Comma list of the ${provider.credential.toLowerCase()} that deliveries of ${provider.name} may carry; empty: they are refused.`).meta({ secret: true });

export const Config = own.extend(Object.fromEntries(providers.map((provider) => [variableOf(provider), secret(provider)])));
export type Config = z.output<typeof own> & Readonly<Record<string, unknown>>;

export const secretsOf = (config: Config, provider: Provider): readonly string[] => {
  const secrets = config[variableOf(provider)];
  return Array.isArray(secrets) ? secrets.filter((each) => typeof each === 'string') : [];
};

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** Why this configuration may not start, in words; undefined when it may. */
export const refusal = ({ HOST, PROTECTED_BY, COLLECTOR_WEBHOOKS_TOKENS: tokens }: z.output<typeof own>): string | undefined =>
  isLoopback(HOST) || tokens.length > 0 || PROTECTED_BY !== 'nothing'
    ? undefined
    : `HOST=${HOST} would let everybody who reaches it write changes and alerts: set COLLECTOR_WEBHOOKS_TOKENS, or HOST=127.0.0.1, or say PROTECTED_BY=proxy or network`;
