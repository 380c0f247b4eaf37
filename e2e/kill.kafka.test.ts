import { beforeAll, describe, expect, it } from '@jest/globals';
import { playStory, toldStory } from './harness/play-story.js';
import { targets, type PartName } from './harness/stack.js';
import { outcome } from './kill/outcome.js';
import { moments, playWithKill, type Moment } from './kill/play-with-kill.js';
import { pool } from './kill/pool.js';

/** The same moment for all: ids and times of every run are the same. */
const now = Math.floor(Date.now() / 1_000) * 1_000;
const parts: readonly PartName[] = ['collector-webhooks', 'collector-k8s', 'correlator', 'projector', 'query-api', 'kafka', 'clickhouse'];
const runs = parts.flatMap((part) => (process.env['CULPRIT_LONG'] === '1' ? moments : (['middle'] as const)).map((moment): readonly [PartName, Moment] => [part, moment]));
/** Most of a run is waiting (for a dead member's session to end, for connections), so several stacks share the machine. */
const AT_ONCE = 3;

let undisturbed: unknown;
let outcomes: ReadonlyMap<string, Promise<PromiseSettledResult<unknown>>>;

beforeAll(async () => {
  undisturbed = await outcome(now, async (stage) => {
    await playStory(stage);
    await toldStory(stage, 60_000);
  }, () => {});
  const playing = pool(AT_ONCE, runs.map(([part, moment]) => () => outcome(now, (stage) => playWithKill(stage, part, moment), (answer) => expect(answer).toEqual(undisturbed))));
  outcomes = new Map(runs.map((run, at) => [run.join(), Promise.allSettled([playing[at]]).then(([result]) => result)]));
}, 180_000);

describe('the story with one process killed and started again', () => {
  it('has every process in it', () => {
    expect([...parts].sort()).toEqual([...targets, 'kafka', 'clickhouse'].sort());
  });

  it.each(runs)('is answered equally: %s, in the %s', async (...run) => {
    const result = await outcomes.get(run.join());
    if (result?.status !== 'fulfilled') throw result?.reason;
    expect(result.value).toEqual(undisturbed);
  }, 300_000);
});
