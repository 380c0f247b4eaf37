import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { deadLetter, eventRecord } from '@culprit/nest';
import { silentLogger, systemClock } from '@culprit/ports';
import { Config, type Config as Configuration } from '../config.js';
import { providers } from '../providers/index.js';
import { configuration, githubHeaders, recordsOf, startRig, TOKEN, type Rig } from '../testing/rig.js';
import { readLetters } from './letters.js';
import { paceOf } from './pace.js';
import { redrive, type RedriveRequest } from './redrive.js';
import { renormalize, type RenormalizeRequest } from './renormalize.js';
import { readerOf, type Again } from './world.js';

const github = providers.find(({ name }) => name === 'github')!;
let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const again = async (): Promise<Again> => ({ log: rig.log, clock: systemClock, logger: silentLogger, reader: await readerOf(Config.parse(configuration) as Configuration, () => undefined) });
const changes = () => recordsOf(rig.log, topics.changes.name);
const push = (at: string): string => JSON.stringify(github.sample(at).body);
const send = (body: string, path = '/webhooks/github') => rig.post(path, body, { ...githubHeaders(body), 'x-github-delivery': `d-${body.length}-${path}` });

describe('renormalize', () => {
  const ask = async (over: Partial<RenormalizeRequest>) => renormalize(await again(), { provider: 'github', from: '2000-01-01T00:00:00.000Z', dryRun: false, rate: 1e6, ...over });

  it('reads what was delivered again, and says the same of it', async () => {
    const first = await send(push('2026-01-15T10:00:00Z'));
    await send(push('2026-01-16T10:00:00Z'), '/webhooks/github/eu');
    const ping = '{"zen":"x"}';
    await rig.post('/webhooks/github', ping, githubHeaders(ping, 'ping'));
    const before = await changes();
    expect(await ask({ dryRun: true })).toEqual({ deliveries: 3, events: 2, raised: 0, skipped: 1, refused: 0, incomplete: 0 });
    expect(await changes()).toHaveLength(before.length);

    expect(await ask({})).toMatchObject({ deliveries: 3, events: 2 });
    const after = await changes();
    expect(after).toHaveLength(before.length + 2);
    expect(new Set(after.map(({ headers }) => headers['ce_id']))).toEqual(new Set(before.map(({ headers }) => headers['ce_id'])));
    expect(after.map(({ key }) => key)).toContain((first.body['ids'] as string[])[0]);
  });

  it('takes a raised mapping for what counts', async () => {
    const world = await again();
    const raised = { ...world, reader: { read: async (...given: Parameters<Again['reader']['read']>) => {
      const meaning = await world.reader.read(...given);
      return meaning?.is === 'ok' ? { ...meaning, events: meaning.events.map((each) => (each.kind === 'change' ? { ...each, event: { ...each.event, parser: 7 } } : each)) } : meaning;
    } } };
    const counted = await renormalize(raised, { provider: 'github', from: '2000-01-01T00:00:00.000Z', dryRun: false, rate: 1e6 });
    expect(counted).toMatchObject({ events: 2, raised: 2 });
    expect((await changes()).map(({ value }) => (JSON.parse(String(value)) as { parser: number }).parser).filter((parser) => parser === 7)).toHaveLength(2);
  });

  it('gives the same names to what was told with a secret in it', async () => {
    const { post } = rig;
    const alert = JSON.stringify({ alert_id: '9', alert_transition: 'Triggered', event_title: 'A', date: String(Date.now()), org: { id: '1', name: 'acme' }, tags: '', alert_scope: 'url:https://me:hunter22@db.example,host:a' });
    expect((await post('/webhooks/datadog', alert, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    const alerts = async () => recordsOf(rig.log, topics.alerts.name);
    const [first] = await alerts();
    expect([JSON.stringify(first?.headers) + String(first?.key) + String(first?.value)].join()).not.toContain('hunter22');
    expect(await ask({ provider: 'datadog' })).toMatchObject({ deliveries: 1, events: 1 });
    const [, second] = await alerts();
    expect([second?.key, second?.headers['ce_id']]).toEqual([first?.key, first?.headers['ce_id']]);
  });

  it('is of one provider, one endpoint, and one time', async () => {
    expect(await ask({ endpoint: 'eu', dryRun: true })).toMatchObject({ deliveries: 1, events: 1 });
    expect(await ask({ endpoint: 'us', dryRun: true })).toMatchObject({ deliveries: 0 });
    expect(await ask({ provider: 'pagerduty', dryRun: true })).toMatchObject({ deliveries: 0 });
    expect(await ask({ from: new Date(Date.now() + 60_000).toISOString(), dryRun: true })).toMatchObject({ deliveries: 0 });
    expect(await ask({ to: '2001-01-01T00:00:00.000Z', dryRun: true })).toMatchObject({ deliveries: 0 });
  });

  it('keeps to its pace', async () => {
    let now = 0;
    const waited: number[] = [];
    const pace = paceOf(10, { now: () => now }, async (ms) => {
      waited.push(ms);
      now += ms;
    });
    for (let each = 0; each < 5; each++) await pace.passed(2);
    expect(waited).toEqual([200, 200, 200, 200, 200]);
  });
});

describe('dead letters', () => {
  const drive = async (over: Partial<RedriveRequest> = {}) => redrive(await again(), { dryRun: false, rate: 1e6, by: 'me', ...over });

  it('are listed by stage, provider, reason, time and id', async () => {
    const broken = '{"ref":7}';
    await rig.post('/webhooks/github/eu', broken, githubHeaders(broken));
    await rig.post('/webhooks/github', '{"ref', githubHeaders('{"ref'));
    const all = await readLetters(rig.log, {});
    expect(all).toMatchObject([{ id: '0', stage: 'collector-webhooks', provider: 'github', topic: 'github/eu', headers: { 'x-github-event': 'push' } }, { id: '1', topic: 'github', reason: expect.stringContaining('not JSON') }]);
    expect(String(all[0]?.body)).toBe(broken);
    const ids = async (filter: Parameters<typeof readLetters>[1]) => (await readLetters(rig.log, filter)).map(({ id }) => id);
    expect([await ids({ stage: 'collector-webhooks' }), await ids({ stage: 'projector' }), await ids({ provider: 'github' }), await ids({ provider: 'datadog' }), await ids({ reason: 'not JSON' }), await ids({ ids: ['1', '9'] })])
      .toEqual([['0', '1'], [], ['0', '1'], [], ['1'], ['1']]);
    expect(await ids({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
  });

  it('that the mapping still does not understand stay', async () => {
    expect(await drive({ provider: 'github' })).toMatchObject([{ is: 'refused', reason: expect.stringContaining('ref: ') }, { is: 'refused', reason: expect.stringContaining('not JSON') }]);
    expect(await readLetters(rig.log, {})).toHaveLength(2);
  });

  it('that it understands now are taken with the ids that they would have had, once', async () => {
    const body = push('2026-02-01T10:00:00Z');
    const headers = { 'original_content-type': 'application/json', 'original_x-github-event': 'push', 'original_x-github-delivery': 'late', dlq_stage: 'collector-webhooks', dlq_topic: 'github', dlq_reason: 'a fault of old', dlq_timestamp: String(Date.now()) };
    await rig.log.append([{ topic: topics.dlq.name, partitionKey: 'collector-webhooks', key: 'github/late', value: body, headers }]);
    const before = await changes();
    expect(await drive({ reason: 'a fault of old', dryRun: true })).toMatchObject([{ is: 'taken', reason: '1 event' }]);
    expect(await changes()).toHaveLength(before.length);
    expect(await drive({ reason: 'a fault of old' })).toMatchObject([{ is: 'taken', reason: '1 event' }]);
    const after = await changes();
    expect(after).toHaveLength(before.length + 1);
    const kept = (await recordsOf(rig.log, topics.deliveries.name)).filter(({ key }) => key === 'github/late');
    expect(kept).toMatchObject([{ key: 'github/late', headers: { 'x-github-event': 'push', ce_source: 'github' } }]);

    expect(await drive({ reason: 'a fault of old' })).toEqual([]);
    expect(await changes()).toHaveLength(after.length);
    expect((await readLetters(rig.log, { all: true })).map(({ redrivenAt }) => redrivenAt !== undefined)).toEqual([false, false, true]);
    await drive({ reason: 'a fault of old', all: true });
    expect(new Set((await changes()).map(({ headers: { ce_id: id } }) => id))).toEqual(new Set(after.map(({ headers: { ce_id: id } }) => id)));
    expect((await send(body)).body['ids']).toEqual([after.at(-1)?.key]);
  });

  it('of other stages go back to their topic, unless something newer is there', async () => {
    const alert = { kind: 'alert' as const, event: { id: 'a-1', fingerprint: 'f', status: 'firing' as const, class: 'other' as const, severity: 'low' as const, startsAt: '2026-01-15T10:00:00.000Z', updatedAt: '2026-01-15T10:00:00.000Z', observedAt: '2026-01-15T10:00:00.000Z', environment: 'production', entities: [], title: 'a', labels: {}, links: [], source: { provider: 'x' } } };
    const letter = (event: Parameters<typeof eventRecord>[0], at: number) => {
      const { topic, key, value, headers } = eventRecord(event);
      return deadLetter({ offset: at, timestamp: Date.now(), key, value: Buffer.from(String(value)), headers: headers ?? {} }, { topic, partition: 0 }, `projector/${topic}`, new Error('refused'));
    };
    const service = (observedAt: string) => ({ kind: 'service' as const, event: { name: 'checkout', source: 'x', aliases: [], owns: [], links: [], repositories: [], images: [], dependsOn: [], workloads: [], observedAt } });
    await rig.log.append([eventRecord(service('2026-01-16T10:00:00.000Z')), letter(alert, 3), letter(service('2026-01-15T10:00:00.000Z'), -1), { ...letter(alert, 4), headers: { ...letter(alert, 4).headers, dlq_topic: topics.incidents.name } }]);
    expect(await drive({ stage: 'projector' })).toMatchObject([
      { is: 'taken', reason: `appended to ${topics.alerts.name}` }, { is: 'refused', reason: 'something newer is known of the same thing' }, { is: 'refused', reason: expect.stringContaining('its owner') },
    ]);
    const alerts = await recordsOf(rig.log, topics.alerts.name);
    expect(alerts.at(-1)).toMatchObject({ key: 'f', headers: eventRecord(alert).headers });
    expect(await recordsOf(rig.log, topics.catalog.name)).toHaveLength(1);
  });
});
