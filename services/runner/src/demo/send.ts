import { createHmac } from 'node:crypto';

/** Where the collector listens and what its senders know. */
export interface Receiver {
  readonly url: string;
  readonly githubSecret: string;
  readonly datadogToken: string;
}

/** A push as GitHub delivers it, signed over the bytes that are sent. */
export const sendPush = ({ url, githubSecret }: Receiver, delivery: string, push: unknown): Promise<void> => {
  const body = JSON.stringify(push);
  return post(`${url}/webhooks/github`, body, {
    'x-github-event': 'push', 'x-github-delivery': delivery, 'x-hub-signature-256': `sha256=${createHmac('sha256', githubSecret).update(body).digest('hex')}`,
  });
};

/** A monitor's notification as Datadog's webhook sends it, with the token of its custom header. */
export const sendAlert = ({ url, datadogToken }: Receiver, alert: unknown): Promise<void> =>
  post(`${url}/webhooks/datadog`, JSON.stringify(alert), { authorization: `Bearer ${datadogToken}` });

export const sendDependency = ({ url }: Receiver, dependency: unknown): Promise<void> => post(`${url}/v1/dependencies`, JSON.stringify(dependency), {});

export const sendChange = ({ url }: Receiver, change: unknown): Promise<void> => post(`${url}/v1/changes`, JSON.stringify(change), {});

const post = async (url: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> => {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers }, signal: AbortSignal.timeout(15_000) });
  if (!response.ok) throw new Error(`POST ${new URL(url).pathname} was answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
};
