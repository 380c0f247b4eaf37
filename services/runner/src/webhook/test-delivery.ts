import { readEndpoints, providers, sampleRequest, secretsOf, variableOf, Config, type Provider } from '@culprit/collector-webhooks';
import { ask, type Server } from '../client/ask.js';
import type { Env } from '../config/parse.js';
import { Refusal } from '../refusal.js';
import { configOf } from '../run/with-log.js';

export const providerOf = (name: string): Provider => {
  const provider = providers.find((each) => each.name === name);
  if (provider === undefined) throw new Refusal(`There is no provider ${JSON.stringify(name)}; there are: ${providers.map((each) => each.name).join(', ')}.`);
  return provider;
};

/** A secret that the collector knows this endpoint by. Of a token it knows only the hash. */
export const secretOf = async (provider: Provider, name: string | undefined, env: Env): Promise<string> => {
  const config = configOf({ name: 'collector-webhooks', config: Config }, env) as Parameters<typeof secretsOf>[0];
  const listed = config.ENDPOINTS_FILE === '' ? undefined : (await readEndpoints(config.ENDPOINTS_FILE, providers, (variable) => env[variable])).endpoints;
  if (listed?.ok === false) throw new Refusal(`${listed.error}.`);
  const own = name === undefined ? undefined : listed?.all.find((each) => each.provider === provider.name && each.name === name);
  const secrets = own?.secrets ?? secretsOf(config, provider);
  const secret = secrets.find((each) => !each.startsWith('sha256:'));
  if (secret !== undefined) return secret;
  if (secrets.length > 0) throw new Refusal(`Of the token of ${provider.name}${name === undefined ? '' : `/${name}`} only its hash is kept: give it with --token-file FILE, or - for standard input.`);
  throw new Refusal(`${provider.name}${name === undefined ? '' : `/${name}`} is not configured: \`culprit webhook add ${provider.name} --name ${name ?? 'NAME'}\`, or set ${variableOf(provider)}.`);
};

export interface Delivered {
  readonly status: number;
  readonly answer: { readonly status?: string; readonly ids?: readonly string[]; readonly reason?: string; readonly error?: string };
}

/** Sends a sample as the sender would, to where the collector listens. */
export const deliver = async (provider: Provider, name: string | undefined, secret: string, url: string): Promise<Delivered> => {
  const { path, headers, body } = sampleRequest(provider, name, secret, Date.now());
  const response = await fetch(new URL(path, url), { method: 'POST', headers, body, signal: AbortSignal.timeout(15_000) }).catch((cause: unknown) => {
    throw new Refusal(`No collector answers at ${url}: start one with \`culprit start\`, or name another with --url.`, { cause });
  });
  return { status: response.status, answer: (await response.json().catch(() => ({}))) as Delivered['answer'] };
};

export interface Told {
  readonly __typename: 'Change' | 'Alert';
  readonly id: string;
  readonly title: string;
  readonly environment: string | null;
  readonly service: string | null;
}

const Question = `query ($id: ID!) {
  change(id: $id) { __typename id title environment service }
  alerts(filter: { last: "PT1H" }, first: 200) { nodes { __typename id title environment service } }
}`;

const PATIENCE_MS = 15_000;

/** What the query API says of an event once it has come there; undefined when it does not in time. Rejects when nobody answers. */
export const toldOf = async (server: Server, id: string): Promise<Told | undefined> => {
  for (const began = Date.now(); Date.now() - began < PATIENCE_MS;) {
    const { change, alerts } = await ask<{ change: Told | null; alerts: { nodes: readonly Told[] } }>(server, Question, { id });
    const found = change ?? alerts.nodes.find((alert) => alert.id === id);
    if (found !== undefined && found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return undefined;
};
