import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEvent, shippedEnvironments, topics, type CulpritEvent } from '@culprit/domain';
import { variableOf } from './config.js';
import { interpret, type Meaning } from './delivery/interpret.js';
import { providers } from './providers/index.js';
import { corpus } from './testing/corpus.js';
import { recordsOf, startRig, type Rig } from './testing/rig.js';

const SECRET = 'a-secret-of-the-tests';
const RECEIVED = '2026-01-15T10:30:00.000Z';
const all = corpus();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ COLLECTOR_WEBHOOKS_PORT: '0', ...Object.fromEntries(providers.map((provider) => [variableOf(provider), SECRET])) });
});
afterAll(() => rig.stop());

/** What a colleague wants to read of an event: one line. */
const line = ({ kind, event }: CulpritEvent): string => {
  if (kind === 'change') {
    const actor = event.actor === undefined ? 'nobody named' : `${event.actor.name ?? '?'} (${event.actor.kind})`;
    return `${event.kind} ${event.phase} at ${event.occurredAt}, ${event.environment ?? 'any environment'}, ${actor}, ${event.entities.join(' ') || 'nothing named'}: ${event.title}`;
  }
  if (kind !== 'alert') return kind;
  return `alert ${event.status} ${event.severity} ${event.class} at ${event.startsAt ?? event.endsAt ?? '?'}, ${event.environment}, ${event.entities.join(' ') || 'nothing named'}: ${event.title}`;
};
const said = (meaning: Meaning): string[] => (meaning.is === 'ok' ? meaning.events.map(line) : [`${meaning.is}: ${meaning.reason}`]);

describe.each([...new Set(all.map(({ provider }) => provider))])('%s', (name) => {
  const provider = providers.find((each) => each.name === name);
  const sent = all.filter((each) => each.provider === name);

  it('is a sender that we know', () => expect(provider).toBeDefined());

  it.each(sent.map((each) => [each.file, each] as const))('%s is taken, or skipped in words', async (_file, { headers, body }) => {
    if (provider === undefined) throw new Error(`no provider ${name}`);
    const answer = await rig.post(`/webhooks/${name}`, body, { ...headers, ...provider.sign(SECRET, body, Date.now()) });
    expect([answer.status, answer.body['status'], answer.body['reason'] ?? 'taken']).toEqual([200, expect.stringMatching(/accepted|skipped/), expect.stringMatching(/\S{3}/)]);
  });

  it('becomes what it became before', async () => {
    if (provider === undefined) throw new Error(`no provider ${name}`);
    const became: Record<string, string[]> = {};
    for (const { file, headers, body } of sent) {
      const meaning = await interpret(provider, { headers, body }, { environments: shippedEnvironments, endpoint: undefined }, RECEIVED);
      if (meaning.is === 'ok') for (const { kind, event } of meaning.events) expect(parseEvent(kind, event)).toEqual({ ok: true, event });
      became[file] = said(meaning);
    }
    expect(became).toMatchSnapshot();
  });
});

it('nothing of it is a dead letter', async () => {
  expect((await recordsOf(rig.log, topics.dlq.name)).map(({ headers }) => headers['dlq_reason'])).toEqual([]);
});
