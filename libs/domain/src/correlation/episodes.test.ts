import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { incidentId } from '../events/ids.js';
import { at, firing, resolved, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

// What an alert is from its first firing to its end, as the incident of it shows.

const given = (...events: CulpritEvent[]) => {
  const fold = createFold(testRules);
  for (const event of events) fold.add(event);
  return fold.incidents('production').map(({ body }) => body);
};
const later = (clock: string): CulpritEvent => said('coverage', { source: 'datadog', instance: 'acme', observedAt: clock, lastEventAt: clock });

describe('an incident of one alert', () => {
  it('ends with the resolved event of its alert, which may come at the very instant of the next firing, or of its own', () => {
    const back = given(firing('a', 'f1', 'cart', at('10:00')), resolved('r1', 'f1', at('10:05')), firing('b', 'f1', 'cart', at('10:05')), resolved('r2', 'f1', at('10:10')));
    expect(back[0]?.alerts.map((a) => a.endsAt)).toEqual([at('10:05'), at('10:10')]);
    expect(given(firing('a', 'f1', 'cart', at('10:00')), resolved('r', 'f1', at('10:00')))[0]).toMatchObject({ status: 'resolved', resolvedAt: at('10:00') });
  });

  it('ends also where the end carries the id of the firing', () => {
    expect(given(firing('a', 'f1', 'cart', at('10:00')), resolved('a', 'f1', at('10:05')))[0]).toMatchObject({ id: incidentId('a'), status: 'resolved', resolvedAt: at('10:05') });
  });

  it('ends with an alert whose sender falls silent', () => {
    const silent = firing('a', 'f1', 'cart', at('10:00'), { expiresAfter: 'PT30M' });
    expect(given(silent, later(at('10:29')))[0]?.status).toBe('open');
    expect(given(silent, later(at('10:30')))[0]).toMatchObject({ status: 'resolved', resolvedAt: at('10:30') });
  });

  it('ends so whoever acknowledged it meanwhile: only its sender says that it still fires', () => {
    const word = (status: string): CulpritEvent => firing('k', 'f1', 'cart', at('10:20'), { status, updatedAt: at('10:20'), expiresAfter: 'PT30M' });
    const silent = firing('a', 'f1', 'cart', at('10:00'), { expiresAfter: 'PT30M' });
    expect([word('acknowledged'), word('firing')].map((event) => given(silent, event, later(at('11:00')))[0]?.resolvedAt)).toEqual([at('10:30'), at('10:50')]);
  });

  it('is not ended by an end from before, and by one of its instant only when all of that instant was said', () => {
    expect(given(resolved('r', 'f1', at('09:00')), firing('a', 'f1', 'cart', at('10:00')))[0]).toMatchObject({ status: 'open' });
    expect(given(resolved('r', 'f1', at('10:00')), firing('a', 'f1', 'cart', at('10:00')), firing('b', 'f1', 'cart', at('10:00')))).toMatchObject([{ status: 'resolved', alertCount: 1 }]);
  });

  it('is as severe as the worst that was said of its alert', () => {
    const said = ['low', 'critical', 'high'].map((severity, i) => firing(`a${i}`, 'f1', 'cart', at(`10:0${i}`), { severity }));
    expect(given(...said)).toMatchObject([{ severity: 'critical', alertCount: 1, alerts: [{ severity: 'critical' }] }]);
  });

  it('ends by itself once its sender has been silent for so long since it last spoke, not since it began', () => {
    const told = firing('a', 'f1', 'cart', at('10:00'), { updatedAt: at('10:30'), expiresAfter: 'PT20M' });
    expect(given(told, later(at('10:49')))).toMatchObject([{ status: 'open' }]);
    expect(given(told, later(at('10:51')))).toMatchObject([{ status: 'resolved', resolvedAt: at('10:50') }]);
  });

  it('does not end before it began when its end lies behind the last time that can be written', () => {
    const last = firing('a', 'f1', 'cart', '9999-12-31T23:00:00.000Z', { expiresAfter: 'P36525D' });
    expect(given(last)[0]).toMatchObject({ status: 'open', openedAt: '9999-12-31T23:00:00.000Z' });
  });
});

it('an alert told otherwise is shown otherwise, also when the incident was asked for in between', () => {
  const fold = createFold(testRules);
  fold.add(firing('a', 'f1', 'cart', at('10:00')));
  expect(fold.incidents('production')[0]?.body).toMatchObject({ openedAt: at('10:00') });
  fold.add(firing('a', 'f1', 'cart', at('10:00:30'), { title: 'cart is slow', updatedAt: at('10:01') }));
  expect(fold.incidents('production')[0]?.body).toMatchObject({ openedAt: at('10:00:30'), alerts: [{ title: 'cart is slow', startsAt: at('10:00:30') }] });
});
