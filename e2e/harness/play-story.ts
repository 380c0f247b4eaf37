import { DemoQuestion, missing, sendAlert, sendDependency, sendPush, type DemoAnswer } from '@culprit/runner/testing';
import type { Stage } from './story-stage.js';
import { waitFor } from './wait-for.js';

/** Sends the story through the real doors, in the order in which it happened; resolves when every door has said yes. */
export const playStory = async ({ receiver, cluster, story }: Pick<Stage, 'receiver' | 'cluster' | 'story'>): Promise<void> => {
  await sendDependency(receiver, story.call);
  cluster.apply(story.earlierDeploy.manifest, story.earlierDeploy.write);
  await sendPush(receiver, story.push.delivery, story.push.body);
  cluster.apply(story.deploy.manifest, story.deploy.write);
  await sendAlert(receiver, story.alert);
};

/** The demo's own question, once it is answered as the story goes. */
export const toldStory = ({ stack, story }: Stage, limitMs: number): Promise<DemoAnswer> =>
  waitFor('the story to come out', async () => {
    const answer = await stack.graphql<DemoAnswer>(DemoQuestion);
    const lacking = missing(answer, story.push.person);
    // an incident may stand in the store before a change that it names
    if (answer.changes.nodes.length < 3) lacking.push(`only ${String(answer.changes.nodes.length)} of its 3 changes are listed`);
    if (lacking.length > 0) throw new Error(lacking.join('; '));
    return answer;
  }, limitMs);
