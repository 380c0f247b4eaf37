import { expect, it } from '@jest/globals';
import { parseEvent } from '@culprit/domain';
import { alertSaid, type Telling } from './alert.js';

const at = '2026-01-15T10:00:00.000Z';
const telling: Telling = {
  id: 'x', of: ['acme', 'eu', 'a:b'], status: 'firing', class: 'other', severity: 'low', updatedAt: at, observedAt: at, entities: ['service:a', undefined, 'service:a', ''],
  titles: [undefined, ' ', 'Slow\nand more'], labels: { team: 'ops', none: null, empty: '', count: 3 }, links: [['Here', 'https://acme.example/1'], ['Bad', 'javascript:alert(1)'], ['Long', `https://x/${'x'.repeat(5000)}`]],
};
const event = (over: Partial<Telling>) => {
  const said = alertSaid({ ...telling, ...over });
  if (said.kind !== 'alert') throw new Error('no alert');
  return said.event;
};

it('leaves out what is not known, and no link but http ones stays', () => {
  expect(event({})).toMatchObject({
    fingerprint: 'acme:eu:a=b', startsAt: at, entities: ['service:a'], title: 'Slow', labels: { team: 'ops', count: '3' }, links: [{ title: 'Here', url: 'https://acme.example/1' }], source: { provider: 'acme', instance: 'eu', url: 'https://acme.example/1' },
  });
  expect(Object.keys(event({}))).not.toContain('environment');
  expect(event({ titles: [] }).title).toBe('Alert of acme');
});

it('tells who made the call that it is on', () => {
  expect(event({ labels: { source_workload: 'checkout', destination_workload: 'payments' } })).toMatchObject({ caller: 'checkout' });
  expect(Object.keys(event({ labels: { destination_workload: 'payments' } }))).not.toContain('caller');
});

it('is a whole event whatever is in it, and long instances stay apart', () => {
  const long = 'y'.repeat(5000);
  const [one, other] = [event({ of: ['acme', long, long, 'a'], entities: Array.from({ length: 300 }, (_, i) => `${long}${i}`), titles: [long], labels: { [long]: long } }), event({ of: ['acme', long, long, 'b'] })];
  expect(parseEvent('alert', { ...one, environment: 'production' }).ok).toBe(true);
  expect(one.fingerprint).not.toBe(other.fingerprint);
});
