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
