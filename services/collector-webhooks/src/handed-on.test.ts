import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { createFold, type CulpritEvent } from '@culprit/domain';
import { testRules } from '@culprit/domain/testing';
import { interpret, plainSettings } from './delivery/interpret.js';
import { providers } from './providers/index.js';

interface Fixture { headers: Record<string, string>; body: { event: { data: object } } }
const fixture = (provider: string, name: string): Fixture => JSON.parse(readFileSync(join(import.meta.dirname, 'providers', provider, 'fixtures', `${name}.json`), 'utf8')) as Fixture;

/** One environment: everything is in it. */
const environments = [{ name: 'production', aliases: ['prod'], clusters: [], namespaces: [] }];
const eventsOf = async (name: string, { headers, body }: { headers: Record<string, string>; body: unknown }): Promise<CulpritEvent[]> => {
  const provider = providers.find((each) => each.name === name)!;
  const read = await interpret(provider, { headers, body: Buffer.from(JSON.stringify(body)) }, { environments, endpoint: undefined }, '2026-01-15T10:30:00.000Z', plainSettings(provider));
  if (read.is !== 'ok') throw new Error(JSON.stringify(read));
  return [...read.events];
};

it('a monitor of Datadog that PagerDuty hands on by its address is one alert with two sources', async () => {
  const paged = fixture('pagerduty', 'triggered');
  const event = {
    ...paged.body.event, occurred_at: '2026-01-15T10:00:05.120Z', client: { name: 'Datadog', url: 'https://app.datadoghq.com/monitors/148275309?group=env%3Aprod' },
    data: { ...paged.body.event.data, created_at: '2026-01-15T10:00:05Z', incident_key: 'of-datadog' },
  };
  const events = [...(await eventsOf('datadog', fixture('datadog', 'triggered'))), ...(await eventsOf('pagerduty', { headers: paged.headers, body: { event } }))];
  const incidents = (all: readonly CulpritEvent[]) => {
    const fold = createFold(testRules);
    for (const each of all) fold.add(each);
    return fold.incidents('production').map(({ body }) => body);
  };
  const found = incidents(events);
  expect(found).toMatchObject([{ alertCount: 1, alerts: [{ class: 'errors', severity: 'critical', sources: [{ source: { provider: 'datadog' } }, { source: { provider: 'pagerduty' } }] }] }]);
  expect(incidents([...events].reverse())).toEqual(found);
});
