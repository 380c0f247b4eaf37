import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { mergeAlert, type Alert } from '@culprit/domain';
import { normalize } from './normalize.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown) => normalize({ headers: {}, body, endpoint: undefined, receivedAt, settings: undefined });
const alertOf = (body: unknown): Alert => {
  const said = say(body);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'alert') throw new Error(JSON.stringify(said));
  return { environment: 'default', ...said.events[0].event } as Alert;
};
const yaml = readFileSync(join(import.meta.dirname, 'media-type.yaml'), 'utf8');
const parameters = [...yaml.matchAll(/- name: (\w+)\n +value: '([^']+)'/g)].map(([, name, macro]) => [name!, macro!] as const);
const script = /script: \|\n([\s\S]*?)\n {6}timeout/.exec(yaml)![1]!;

/** Runs the script as Zabbix does, with the macros' values; an unknown macro stays as it is written. */
const posted = (macros: Record<string, string>, status = 200): { url: string; headers: string[]; body: unknown } => {
  const value = JSON.stringify(Object.fromEntries(parameters.map(([name, macro]) => [name, macros[macro] ?? macro])));
  const sent = { url: '', headers: [] as string[], body: undefined as unknown };
  class HttpRequest {
    addHeader(header: string): void { sent.headers.push(header); }
    post(url: string, body: string): string {
      Object.assign(sent, { url, body: JSON.parse(body) as unknown });
      return '{}';
    }
    getStatus(): number { return status; }
  }
  runInNewContext(`(function (value) {${script}\n})`, { HttpRequest, Zabbix: { log: () => undefined }, Date, JSON, Math, String })(value);
  return sent;
};

const problem = {
  '{ALERT.SENDTO}': 'https://culprit.example/webhooks/zabbix/production', '{$CULPRIT.TOKEN}': 'tok', '{$ZABBIX.URL}': 'https://zabbix.acme.example/', '{EVENT.SOURCE}': '0', '{EVENT.VALUE}': '1', '{EVENT.UPDATE.STATUS}': '0', '{EVENT.ID}': '10528', '{EVENT.NAME}': 'Response time of checkout is high',
  '{EVENT.SEVERITY}': 'High', '{EVENT.NSEVERITY}': '4', '{EVENT.TAGSJSON}': '[{"tag":"service","value":"checkout"},{"tag":"env","value":"prod"}]', '{EVENT.TIMESTAMP}': '1768471200', '{HOST.HOST}': 'web-1', '{TRIGGER.ID}': '14032', '{EVENT.RECOVERY.TIMESTAMP}': '*UNKNOWN*',
};

describe('the media type', () => {
  it('posts a problem with its token, and it is an alert', () => {
    const { url, headers, body } = posted(problem);
    expect([url, headers]).toEqual(['https://culprit.example/webhooks/zabbix/production', ['Content-Type: application/json', 'Authorization: Bearer tok']]);
    expect(JSON.stringify(body)).not.toContain('tok"');
    expect(alertOf(body)).toMatchObject({
      fingerprint: 'zabbix::10528', status: 'firing', severity: 'high', class: 'latency', startsAt: '2026-01-15T10:00:00.000Z', environment: 'prod', entities: ['service:checkout', 'zabbix:host/web-1', 'zabbix:trigger/14032'],
      links: [{ title: 'Zabbix', url: 'https://zabbix.acme.example/tr_events.php?triggerid=14032&eventid=10528' }],
    });
  });

  it('reads date and time where there is no macro of a UNIX time', () => {
    const local = new Date(1_768_471_200_000);
    const two = (n: number) => String(n).padStart(2, '0');
    const dated = { ...problem, '{EVENT.DATE}': `${local.getFullYear()}.${two(local.getMonth() + 1)}.${two(local.getDate())}`, '{EVENT.TIME}': `${two(local.getHours())}:${two(local.getMinutes())}:${two(local.getSeconds())}` };
    const { '{EVENT.TIMESTAMP}': _, ...old } = dated;
    expect(alertOf(posted(old).body).startsAt).toBe('2026-01-15T10:00:00.000Z');
  });

  it('fails where it is not taken, so that Zabbix tries again', () => {
    expect(() => posted(problem, 503)).toThrow(/Culprit did not take it: HTTP 503/);
  });
});

it('a problem is repeated, acknowledged, worsened and ended under one fingerprint', () => {
  const all = [
    problem,
    { ...problem, '{EVENT.UPDATE.STATUS}': '1', '{EVENT.UPDATE.ACTION}': 'acknowledged, commented', '{EVENT.UPDATE.TIMESTAMP}': '1768471320' },
    { ...problem, '{EVENT.UPDATE.STATUS}': '1', '{EVENT.UPDATE.ACTION}': 'changed severity from High to Disaster', '{EVENT.UPDATE.NSEVERITY}': '5', '{EVENT.UPDATE.TIMESTAMP}': '1768471380' },
    { ...problem, '{EVENT.VALUE}': '0', '{EVENT.RECOVERY.TIMESTAMP}': '1768471800' },
  ].map((macros) => alertOf(posted(macros).body));
  expect(all.map(({ status }) => status)).toEqual(['firing', 'acknowledged', 'firing', 'resolved']);
  expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(mergeAlert(all[0]!, all[2]!)).toMatchObject({ id: all[0]!.id, severity: 'critical', startsAt: '2026-01-15T10:00:00.000Z' });
  expect(all[3]).toMatchObject({ endsAt: '2026-01-15T10:10:00.000Z' });
});

it('what says nothing of a problem is skipped', () => {
  expect(say(posted({ ...problem, '{EVENT.UPDATE.STATUS}': '1', '{EVENT.UPDATE.ACTION}': 'commented' }).body)).toMatchObject({ is: 'skip' });
  expect(say(posted({ ...problem, '{EVENT.SOURCE}': '3' }).body)).toMatchObject({ is: 'skip' });
});

it('scripts of others are read by their names', () => {
  const [problem, ok] = ['PROBLEM', 'OK'].map((status, i) => alertOf({ hostname: 'www.example.com', severity: 'Average', status, item: 'Agent ping', trigger: 'Zabbix agent is unreachable', link: `https://zabbix.example.com/tr_events.php?triggerid=14032&eventid=${10_528 + i}` }));
  expect(problem).toMatchObject({ status: 'firing', severity: 'medium', class: 'availability', fingerprint: 'zabbix::14032', entities: ['zabbix:host/www.example.com', 'zabbix:trigger/14032'], startsAt: receivedAt });
  expect([ok!.status, ok!.fingerprint]).toEqual(['resolved', problem!.fingerprint]);
  expect(alertOf({ 'EVENT.ID': '7', 'EVENT.VALUE': '1', 'EVENT.NAME': 'x', 'EVENT.NSEVERITY': '5', 'EVENT.TAGS': 'service:cart, scope:performance', 'HOST.NAME': 'web' })).toMatchObject({ severity: 'critical', fingerprint: 'zabbix::7', entities: ['service:cart', 'zabbix:host/web'] });
});
