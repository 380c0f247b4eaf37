import type { Provider } from '../provider/contract.js';

/** A delivery such as the sender's, signed. */
export interface SampleRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const sampleRequest = (provider: Provider, endpoint: string | undefined, secret: string, now: number): SampleRequest => {
  const { headers, body } = provider.sample(new Date(now).toISOString());
  const text = JSON.stringify(body);
  return {
    path: `/webhooks/${provider.name}${endpoint === undefined ? '' : `/${encodeURIComponent(endpoint)}`}`,
    headers: { 'content-type': 'application/json', ...headers, ...provider.sign(secret, Buffer.from(text), now) },
    body: text,
  };
};
