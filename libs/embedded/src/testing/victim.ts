import type { NewRecord } from '@culprit/ports';
import { openEmbeddedLog } from '../open.js';

/**
 * A process to be killed: `victim.js append FILE TOPIC,TOPIC ROUND` appends calls of five records over the topics, 16 at a time, and says the
 * number of each call that was acknowledged, a line each. `victim.js consume FILE TOPIC GROUP` joins a group, says `topic/partition/offset`
 * of what it is handed, and never finishes a batch that has a record `hold`.
 */
const [, , mode, path = '', topicList = '', name = ''] = process.argv;
const topics = topicList.split(',');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const log = await openEmbeddedLog({ path });

const callOf = (n: number): NewRecord[] =>
  Array.from({ length: 5 }, (_, i) => ({
    topic: topics[i % topics.length] ?? '', partitionKey: `${n}-${i}`, key: `${name}-${n}`, value: `${i}:${'culprit '.repeat(n % 200)}`,
  }));

if (mode === 'append') {
  let next = 0;
  const appendOn = async (): Promise<never> => {
    for (;;) {
      const n = next++;
      await log.append(callOf(n));
      say(String(n));
    }
  };
  await Promise.all(Array.from({ length: 16 }, appendOn));
} else {
  await log.consume({ group: name, topics, from: 'earliest' }, async ({ topic, partition, records }) => {
    for (const { offset } of records) say(`${topic}/${partition}/${offset}`);
    if (records.some(({ value }) => value?.toString() === 'hold')) await new Promise(() => undefined);
  });
  say('joined');
}
