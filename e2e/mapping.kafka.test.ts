import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openKafkaLog } from '@culprit/kafka';
import { noMetrics, silentLogger, systemClock, type EventLog } from '@culprit/ports';
import { startStack, type Stack } from './harness/stack.js';
import { waitFor } from './harness/wait-for.js';
import { wholeAnswer } from './harness/whole-answer.js';
import { workedThrough } from './harness/worked-through.js';
import { allFacts, timelineIds, unmappedCount } from './mapping/answers.js';
import { alerts, ALERTS, changes, CHANGES, ENDS, ENTITY } from './mapping/events.js';

const now = Math.floor(Date.now() / 1_000) * 1_000;
/** As in the story: the bar itself is held by the long form. */
const SLACK = process.env['CULPRIT_LONG'] === '1' ? 1 : 3;
const GROUPS = { projector: 'culprit-projector', correlator: 'culprit-correlator' };
let stack: Stack;
let log: EventLog;

beforeAll(async () => {
  stack = await startStack({ services: { 'collector-k8s': 0 } });
  log = await openKafkaLog({ brokers: stack.kafka.brokers, clientId: 'e2e', logger: silentLogger, metrics: noMetrics, clock: systemClock });
}, 600_000);
afterAll(async () => {
  await log?.close();
  await stack?.stop();
}, 180_000);

const post = async (path: string, body: unknown): Promise<void> => {
  const response = await fetch(`${stack.hookUrls[0]}/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST /v1/${path} was answered ${response.status}: ${await response.text()}`);
};
/** Until everything that was sent is worked through: what comes of it may be late, but is then final. */
const settled = (): Promise<void> => waitFor('the correlator and the projector to be done', () => workedThrough(stack, log), 240_000);
const answers = async (): Promise<unknown> => [await allFacts(stack), await wholeAnswer(stack), await timelineIds(stack, 'checkout')];

describe('a name that is mapped after 200 of its events', () => {
  it('is listed as unmapped, with each event counted once', async () => {
    await post('changes', changes(now));
    await post('alerts', alerts(now));
    await waitFor('the events to be counted', async () => expect(await unmappedCount(stack, ENTITY)).toBe(CHANGES + ALERTS + ENDS), 240_000);
    expect(await timelineIds(stack, 'checkout')).toEqual([]);
  }, 360_000);

  it('has them in its service’s timeline within 10 s, once each, and is gone from the unmapped', async () => {
    const wanted = [...Array.from({ length: CHANGES }, (_, i) => `change-${i}`), ...Array.from({ length: ALERTS }, (_, i) => `alert-${i}`)].sort();
    await post('services', { name: 'checkout', environment: 'production', aliases: [ENTITY] });
    await waitFor('the events to be found', async () => {
      expect(await timelineIds(stack, 'checkout')).toEqual(wanted);
      expect(await unmappedCount(stack, ENTITY)).toBe(0);
    }, 10_000 * SLACK);
    const { incidents } = await waitFor('the incidents to be on it', async () => {
      const found = await stack.graphql<{ incidents: { nodes: { services: string[] }[] } }>('{ incidents(first: 50) { nodes { services } } }');
      for (const { services } of found.incidents.nodes) expect(services).toEqual(['checkout']);
      return found;
    }, 240_000);
    expect(incidents.nodes.length).toBeGreaterThan(1);
  }, 360_000);

  it('may be mapped by hand through GraphQL, shown by the answer and by the next question', async () => {
    const mutation = 'mutation ($entity: String!) { mapEntity(provider: "pagerduty", entity: $entity, service: "checkout", environment: "prod") { name environment aliases } }';
    const entities = ['Checkout (prod)', 'Checkout (EU)'];
    const said = await Promise.all(entities.map((entity) => stack.graphql<{ mapEntity: { name: string; environment: string } }>(mutation, { entity })));
    expect(said).toEqual(entities.map((entity) => ({ mapEntity: { name: 'checkout', environment: 'production', aliases: expect.arrayContaining([entity, ENTITY]) } })));
    await waitFor('both aliases', async () => {
      const { service } = await stack.graphql<{ service: { aliases: string[] } }>('{ service(name: "checkout") { aliases } }');
      expect(service.aliases).toEqual(expect.arrayContaining(entities));
    }, 120_000);
  }, 180_000);

  it('is answered equally by a store that was dropped and rebuilt from the log, all positions forgotten', async () => {
    await settled();
    const before = await answers();
    for (const target of ['projector', 'correlator'] as const) await stack.part(target).stop();
    const dropped = await fetch(stack.clickhouse.url, { method: 'POST', body: 'DROP DATABASE culprit SYNC' });
    expect(dropped.status).toBe(200);
    for (const target of ['projector', 'correlator'] as const) await log.forget(GROUPS[target]);
    await expect(stack.graphql('{ changes(first: 1) { nodes { id } } }')).rejects.toThrow();

    for (const target of ['projector', 'correlator'] as const) await stack.part(target).restart();
    await settled();
    await waitFor('equal answers', async () => expect(await answers()).toEqual(before), 240_000);
  }, 900_000);
});
