import { randomBytes } from 'node:crypto';
import { startListWatchServer, type ListWatchServer } from '@culprit/collector-k8s/testing';
import { storyAt, type Receiver, type Story } from '@culprit/runner/testing';
import { startStack, type Stack, type StackOptions } from './stack.js';

/** A stack with a cluster and the secrets of the story's senders. */
export interface Stage {
  readonly stack: Stack;
  readonly cluster: ListWatchServer;
  readonly story: Story;
  readonly receiver: Receiver;
  stop(): Promise<void>;
}

/** The story around `now` (ms, a whole second), its cluster standing as it did before, all services ready to hear it. */
export const startStage = async (now: number, options: StackOptions = {}): Promise<Stage> => {
  const cluster = await startListWatchServer();
  const story = storyAt(now);
  const [githubSecret, datadogToken] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
  for (const { manifest, write } of story.baseline) cluster.apply(manifest, write);
  try {
    const stack = await startStack({
      ...options,
      variables: {
        'collector-k8s': { COLLECTOR_K8S_SERVER: cluster.url, COLLECTOR_K8S_CLUSTER: 'prod-eu', COLLECTOR_K8S_ENVIRONMENT: 'production' },
        'collector-webhooks': { COLLECTOR_WEBHOOKS_GITHUB_SECRETS: githubSecret, COLLECTOR_WEBHOOKS_DATADOG_TOKENS: datadogToken },
        ...options.variables,
      },
    });
    return {
      stack, cluster, story,
      receiver: { url: stack.hookUrls[0] ?? '', githubSecret, datadogToken },
      stop: async () => {
        await stack.stop();
        await cluster.close();
      },
    };
  } catch (error) {
    await cluster.close();
    throw error;
  }
};
