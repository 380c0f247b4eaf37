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
const AT_ONCE = 2;

let undisturbed: Promise<unknown> | undefined;
let outcomes: ReadonlyMap<string, Promise<PromiseSettledResult<unknown>>>;

beforeAll(() => {
  const first = () => outcome(now, async (stage) => {
    await playStory(stage);
    await toldStory(stage, 240_000);
  }, () => {});
  const killed = runs.map(([part, moment]) => () => outcome(now, (stage) => playWithKill(stage, part, moment), async (answer) => expect(answer).toEqual(await undisturbed)));
  const playing = pool(AT_ONCE, [first, ...killed]);
  undisturbed = playing[0];
  outcomes = new Map(runs.map((run, at) => [run.join(), Promise.allSettled([playing[at + 1]]).then(([result]) => result)]));
});

describe('the story with one process killed and started again', () => {
  it('has every process in it, and comes out where none was killed', async () => {
    expect([...parts].sort()).toEqual([...targets, 'kafka', 'clickhouse'].sort());
    expect(await undisturbed).toMatchObject([{ incidents: { nodes: [{ suspects: [{ service: 'rest-api' }, { service: 'data-processor' }] }] } }, { changes: { nodes: [{}, {}, {}] } }, {}]);
  }, 900_000);

  it.each(runs)('is answered equally: %s, in the %s', async (...run) => {
    const result = await outcomes.get(run.join());
    if (result?.status !== 'fulfilled') throw result?.reason;
    expect(result.value).toEqual(await undisturbed);
  }, 900_000);
});
