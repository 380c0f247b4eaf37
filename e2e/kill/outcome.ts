import { expect } from '@jest/globals';
import { openKafkaLog } from '@culprit/kafka';
import { noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { startStage, type Stage } from '../harness/story-stage.js';
import { waitFor } from '../harness/wait-for.js';
import { wholeAnswer } from '../harness/whole-answer.js';
import { workedThrough } from '../harness/worked-through.js';

const LIMIT_MS = 240_000;

/** Plays on a stack of its own, and gives its answer when everything that was sent has been worked through and it is as wanted. */
export const outcome = async (now: number, play: (stage: Stage) => Promise<void>, wanted: (answer: unknown) => Promise<void> | void): Promise<unknown> => {
  const stage = await startStage(now);
  try {
    await play(stage);
    await settled(stage);
    const answer = await waitFor('the answer', async () => {
      const given = await wholeAnswer(stage.stack);
      await wanted(given);
      return given;
    }, LIMIT_MS);
    await settled(stage);
    expect(await waitFor('an answer', () => wholeAnswer(stage.stack), LIMIT_MS)).toEqual(answer);
    return answer;
  } catch (error) {
    process.stderr.write(`${stage.stack.output()}\n`);
    throw error;
  } finally {
    await stage.stop();
  }
};

/** What is on its way, or is delivered again after a restart, could still change the answer: wait for it. */
const settled = async ({ stack }: Stage): Promise<void> => {
  const log = await openKafkaLog({ brokers: stack.kafka.brokers, clientId: 'e2e', logger: silentLogger, metrics: noMetrics, clock: systemClock });
  try {
    await waitFor('the correlator and the projector to be done', () => workedThrough(stack, log), LIMIT_MS);
  } finally {
    await log.close();
  }
};
