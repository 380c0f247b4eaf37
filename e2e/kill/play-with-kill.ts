import { sendAlert, sendDependency, sendPush } from '@culprit/runner/testing';
import type { PartName } from '../harness/stack.js';
import type { Stage } from '../harness/story-stage.js';
import { waitFor } from '../harness/wait-for.js';

/** When the process dies: as the story begins, while the deployment and the alert are on their way, or when the alert has just been taken. */
export const moments = ['first', 'middle', 'last'] as const;
export type Moment = (typeof moments)[number];

const SENDER_MS = 240_000;

/** Plays the story; at one moment a part is killed and started again. Senders repeat what was not taken, as the real ones do. */
export const playWithKill = async ({ stack, receiver, cluster, story }: Stage, name: PartName, at: Moment): Promise<void> => {
  const part = stack.part(name);
  const taken = (what: string, send: () => Promise<void>): Promise<void> => waitFor(`${what} to be taken`, send, SENDER_MS);
  const during = async (moment: Moment, sending: readonly Promise<void>[]): Promise<void> => {
    const killed = moment === at ? part.kill().then(part.restart) : Promise.resolve();
    await Promise.all([...sending, killed]);
  };

  await during('first', [taken('the call', () => sendDependency(receiver, story.call))]);
  cluster.apply(story.earlierDeploy.manifest, story.earlierDeploy.write);
  await taken('the push', () => sendPush(receiver, story.push.delivery, story.push.body));
  cluster.apply(story.deploy.manifest, story.deploy.write);
  await during('middle', [taken('the alert', () => sendAlert(receiver, story.alert))]);
  await during('last', []);
};
