import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Said } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { headingOf, transitionOf } from './transition.js';

const say = (body: unknown) => normalize({ headers: {}, body, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: undefined });
const alert = (over: object = {}): Extract<Said, { kind: 'alert' }>['event'] => {
  const said = say({ alert_id: '1', alert_transition: 'Triggered', alert_scope: 'service:a,env:prod', date: '1768471200000', alert_title: 'x', tags: 'service:a,env:prod', org: { id: '9' }, ...over });
  if (said.is !== 'ok' || said.events[0]?.kind !== 'alert') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};

describe('the alerting instance', () => {
  it('is monitor and group, in whatever order the group is told', () => {
    expect(alert({ alert_scope: 'env:prod, service:a' }).fingerprint).toBe(alert().fingerprint);
    expect(alert({ alert_scope: 'env:prod,service:b' }).fingerprint).not.toBe(alert().fingerprint);
    expect(alert({ alert_id: 2 }).fingerprint).not.toBe(alert().fingerprint);
  });

  it('stays the same from firing over repeats to its end; only the end is one', () => {
    const all = ['Triggered', 'Re-Triggered', 'Renotify', 'Warn', 'Re-Warn', 'No Data', 'Re-No Data', 'Recovered'].map((word) => alert({ alert_transition: word }));
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(all.map(({ status }) => status)).toEqual(['firing', 'firing', 'firing', 'firing', 'firing', 'firing', 'firing', 'resolved']);
    expect(all.at(-1)).toMatchObject({ endsAt: '2026-01-15T10:00:00.000Z' });
    expect(all.at(-1)?.startsAt).toBeUndefined();
  });

  it('told twice is the same fact, told later it is another', () => {
    expect(alert().id).toBe(alert().id);
    expect(alert({ date: '1768471260000' }).id).not.toBe(alert().id);
  });
});

it('reads the same from names written otherwise', () => {
  const { alert_id: _, ...rest } = { alert_id: '1' };
  expect(alert({ ...rest, alert_id: undefined, alertId: '1', alert_transition: undefined, ALERTTRANSITION: 'Triggered' })).toEqual(alert());
});

it('a default body whose text has no link is of the monitor that its title names, and what ends it too', () => {
  const body = (title: string) => ({ id: '7777', event_type: 'metric_alert_monitor', title, body: '%%%\nwithout a link\n%%%', date: '1768471200000', last_updated: '1768471200000', org: { id: '11023', name: 'acme' } });
  const [fired, recovered] = [say(body('[P2] [Triggered on {host:a}] Errors of checkout')), say(body('[P2] [Recovered on {host:a}] Errors of checkout'))];
  expect(fired).toMatchObject({ events: [{ event: { status: 'firing', severity: 'high', title: 'Errors of checkout', fingerprint: 'datadog:11023:Errors of checkout:host=a', entities: expect.arrayContaining(['datadog:monitor/Errors of checkout']) } }] });
  expect(recovered).toMatchObject({ events: [{ event: { status: 'resolved', fingerprint: 'datadog:11023:Errors of checkout:host=a' } }] });
  expect(say(body('Somebody commented'))).toEqual({ is: 'skip', reason: 'no monitor: an event of type metric_alert_monitor' });
});

it('severity comes from the priority, then from how bad the transition is', () => {
  expect([alert({ alert_priority: 'P4' }), alert(), alert({ alert_transition: 'Warn' }), alert({ priority: 'normal' })].map(({ severity }) => severity)).toEqual(['low', 'high', 'medium', 'high']);
});

it('an unknown transition is left alone, and said', () => {
  expect(say({ alert_id: '1', alert_transition: 'Muted' })).toEqual({ is: 'skip', reason: 'transition Muted is not one we know' });
  expect(transitionOf('Null')).toBeUndefined();
});

it('a title tells priority, transition, group and name', () => {
  expect(headingOf('[P2] [Re-Triggered on {host:a,env:b}] [ops] Disk [sda] is full')).toEqual({ priority: 'P2', transition: 'Re-Triggered', group: 'host:a,env:b', name: '[ops] Disk [sda] is full' });
});

describe('the template', () => {
  const template = readFileSync(join(import.meta.dirname, 'template.json'), 'utf8');
  const rendered = (values: Record<string, string>): unknown => JSON.parse(template.replaceAll(/\$([A-Z_]+)/g, (whole, name: string) => values[name] ?? whole));
  const values = {
    ID: '7716548234011234568', ALERT_ID: '148275310', ALERT_CYCLE_KEY: '1768471200', ALERT_TRANSITION: 'Triggered', ALERT_PRIORITY: 'P2', ALERT_TITLE: 'Errors of checkout on {service:checkout}', ALERT_SCOPE: 'service:checkout,env:prod', AGGREG_KEY: '9bd4ac313a4d1e8fae2482df7b77628',
    EVENT_TITLE: '[P2] [Triggered on {service:checkout,env:prod}] Errors of checkout', EVENT_TYPE: 'query_alert_monitor', TAGS: 'env:prod,service:checkout,kube_namespace:shop,kube_deployment:checkout', ORG_ID: '11023', ORG_NAME: 'acme', DATE: '1768471200000', LINK: 'https://app.datadoghq.com/monitors/148275310',
  };

  it('rendered for a monitor is an alert with what leads other tools to it', () => {
    const said = say(rendered(values));
    expect(said).toMatchObject({ events: [{ kind: 'alert', event: {
      fingerprint: 'datadog:11023:148275310:env=prod:service=checkout', environment: 'prod', severity: 'high', class: 'errors', title: 'Errors of checkout', startsAt: '2026-01-15T10:00:00.000Z',
      entities: ['service:checkout', 'shop/deployment/checkout', 'datadog:monitor/148275310'], labels: { aggregKey: '9bd4ac313a4d1e8fae2482df7b77628', monitor: '148275310' }, source: { instance: 'acme' },
    } }] });
  });

  it('means the same when it comes as a form, where everything is text', () => {
    const form = rendered(values) as { org: object };
    expect(say({ ...form, org: JSON.stringify(form.org) })).toEqual(say(form));
  });

  it('rendered for a deployment event is a change', () => {
    const { ALERT_ID: _, ALERT_TRANSITION: __, ALERT_SCOPE: ___, ...rest } = values;
    const said = say(rendered({ ...rest, EVENT_TYPE: 'deployment', EVENT_TITLE: 'Deployed checkout 1.4.2', TAGS: 'env:prod,service:checkout,version:1.4.2,git.commit.sha:0123456789abcdef0123456789abcdef01234567', USER: 'ci' }));
    expect(said).toMatchObject({ events: [{ kind: 'change', event: {
      kind: 'deployment', phase: 'succeeded', occurredAt: '2026-01-15T10:00:00.000Z', entities: ['service:checkout'], revision: { version: '1.4.2' }, identities: ['commit:0123456789abcdef0123456789abcdef01234567'], actor: { name: 'ci' },
    } }] });
  });
});

it('a change event of the events API tells who changed what for which services', () => {
  const said = say({ data: { type: 'event', attributes: {
    title: 'payment_processed feature flag updated', message: 'rollout', category: 'change', timestamp: '2026-01-15T10:00:00Z', tags: ['env:prod'], aggregation_key: 'k',
    attributes: { author: { name: 'datadog@acme.example', type: 'user' }, changed_resource: { name: 'fallback_payments_test', type: 'feature_flag' }, impacted_resources: [{ name: 'payments_api', type: 'service' }], prev_value: { enabled: true, percentage: '10%' }, new_value: { enabled: true, percentage: '50%' } },
  } } });
  expect(said).toMatchObject({ events: [{ event: {
    kind: 'feature-flag', entities: ['service:payments_api', 'datadog:flag/fallback_payments_test'], actor: { name: 'datadog@acme.example', kind: 'human', basis: 'sender' },
    diff: [{ path: 'fallback_payments_test.percentage', before: '10%', after: '50%' }], environment: 'prod',
  } }] });
});

it('what a template nests counts where nothing says it outright', () => {
  expect(alert({ alert_id: undefined, metadata: { alert_id: '77', tags: 'service:other' } })).toMatchObject({ entities: ['service:a', 'datadog:monitor/77'] });
});
