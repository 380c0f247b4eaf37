import { providers } from '@culprit/collector-webhooks';
import { complete, deliveryId, deliveryRecord, keptHeaders, MAX_KEYS, packed, parseBody, plainSettings } from '@culprit/collector-webhooks/testing';
import { eventRecord } from '@culprit/nest';
import { SECRET, signedPush } from './delivery.ts';

export interface Step {
  readonly name: string;
  readonly microseconds: number;
}

const ROUNDS = 9;
const TIMES = 500;

/** The median of rounds, of which the first warm up. Of the processor's time, so that whoever else runs on the machine does not count. */
const timed = async (name: string, step: () => unknown): Promise<Step> => {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS * 2; round++) {
    const began = process.cpuUsage();
    for (let i = 0; i < TIMES; i++) await step();
    const { user, system } = process.cpuUsage(began);
    if (round >= ROUNDS) rounds.push((user + system) / TIMES);
  }
  return { name, microseconds: rounds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0 };
};

/** What one signed push costs at each step between the socket and the log. */
export const steps = async (): Promise<Step[]> => {
  const github = providers.find(({ name }) => name === 'github');
  if (github === undefined) throw new Error('there is no provider github');
  const { body: text, headers } = signedPush();
  const body = Buffer.from(text);
  const receivedAt = '2026-01-15T10:00:00.000Z';
  const settings = plainSettings(github);
  const door = { environments: [], endpoint: undefined };
  const verified = github.verify([SECRET], { settings, fetchText: () => Promise.resolve('') });
  const parse = () => parseBody('application/json', body, { maxKeys: github.maxKeys ?? MAX_KEYS });
  const parsed = parse();
  if (!parsed.ok) throw new Error(parsed.error);
  const normalize = () => github.normalize({ headers: keptHeaders(github, headers), body: parsed.value, endpoint: undefined, receivedAt, settings });
  const said = await normalize();
  if (said.is !== 'ok') throw new Error(said.reason);
  const pack = () => packed(body, parsed, parsed);
  const events = said.events.map((each) => complete(each, door, !parsed.secret));
  const kept = { at: 'github', id: deliveryId('72d3162e', body), receivedAt, headers: { 'content-type': 'application/json', ...keptHeaders(github, headers) }, body: pack() };
  return [
    await timed('verify', () => verified({ headers, body, now: 0 })),
    await timed('parse and walk', parse),
    await timed('(JSON.parse alone)', () => JSON.parse(text) as unknown),
    await timed('normalize', normalize),
    await timed('complete and redact', () => said.events.map((each) => complete(each, door, !parsed.secret))),
    await timed('event records', () => events.map(eventRecord)),
    await timed('pack', pack),
    await timed('delivery record', () => deliveryRecord(kept)),
  ];
};
