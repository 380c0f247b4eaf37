import { startListWatchServer } from '@culprit/collector-k8s/testing';
import { sendAlert, sendDependency, sendPush } from './send.js';
import type { OpenStage } from './stage.js';
import { PERSON, storyAt } from './story.js';

/** A small list/watch server, in which ten hours ago is a word. */
export const playedStage: OpenStage = async () => {
  const cluster = await startListWatchServer();
  return {
    settings: { COLLECTOR_K8S_SERVER: cluster.url },
    lines: [
      ['10 h before', 'Kubernetes', 'data-processor is deployed, image 411 → 412'],
      ['100 s before', 'GitHub', 'mia-chen pushes to acme/rest-api (a signed webhook)'],
      ['60 s before', 'Kubernetes', 'rest-api is deployed from that commit, replicas 50 → 5 (a list and watch)'],
      ['now', 'Datadog', 'alerts: data-processor, error rate above 5 % (a webhook)'],
    ],
    person: PERSON,
    stays: true,
    before: async (now) => {
      for (const { manifest, write } of storyAt(now).baseline) cluster.apply(manifest, write);
    },
    tell: async (receiver, now) => {
      const story = storyAt(now);
      await sendDependency(receiver, story.call);
      cluster.apply(story.earlierDeploy.manifest, story.earlierDeploy.write);
      await sendPush(receiver, story.push.delivery, story.push.body);
      cluster.apply(story.deploy.manifest, story.deploy.write);
      await sendAlert(receiver, story.alert);
    },
    close: () => cluster.close(),
  };
};
