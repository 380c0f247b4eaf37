import { describe, expect, it } from '@jest/globals';
import type { Sign } from '../kinds/kind.js';
import { Tracker } from './tracker.js';

const T0 = Date.parse('2026-01-15T10:00:00Z');
const at = (seconds: number): number => T0 + seconds * 1000;
const options = { cluster: 'prod-eu', environmentOf: () => 'production', holdMs: 60_000 };
const OF = 'shop/deployment/rest-api';
const churn: Sign & { of: string } = { of: OF, sign: 'unavailable', class: 'availability', severity: 'medium', says: '1 of 3 replicas are ready', churn: true };
const crash: Sign & { of: string } = { of: OF, sign: 'crash-loop', class: 'crash', severity: 'high', says: 'container api crashes again and again' };
const tracker = (firing: ConstructorParameters<typeof Tracker>[1] = []): Tracker => {
  const made = new Tracker(options, firing);
  made.settle(at(0));
  return made;
};

describe('health as alerts', () => {
  it('holds what a rollout shows too, and is silent when it passes', () => {
    const t = tracker();
    t.observe('u', [churn], at(0));
    expect([t.take(at(30)), t.nextAt()]).toEqual([[], at(60)]);
    t.observe('u', [], at(40));
    expect([t.take(at(200)), t.nextAt()]).toEqual([[], undefined]);
  });

  it('fires once, since when it began, and resolves when it has been away as long', () => {
    const t = tracker();
    t.observe('u', [churn], at(0));
    const [firing, ...more] = t.take(at(60));
    expect(firing).toMatchObject({ status: 'firing', startsAt: '2026-01-15T10:00:00.000Z', title: 'rest-api: 1 of 3 replicas are ready', environment: 'production', entities: [OF], labels: { namespace: 'shop', condition: 'unavailable' }, fingerprint: `kubernetes:prod-eu:${OF}:unavailable` });
    expect([more, t.take(at(61))]).toEqual([[], []]);
    t.observe('u', [], at(100));
    expect([t.take(at(159)), t.nextAt()]).toEqual([[], at(160)]);
    expect(t.take(at(160))).toMatchObject([{ id: firing?.id, status: 'resolved', endsAt: '2026-01-15T10:01:40.000Z' }]);
    expect([t.take(at(900)), t.size]).toEqual([[], 0]);
  });

  it('is one alert for all pods, and over when the last has recovered', () => {
    const t = tracker();
    t.observe('pod-1', [crash], at(0));
    t.observe('pod-2', [crash], at(1));
    expect(t.take(at(1))).toHaveLength(1);
    t.observe('pod-1', [], at(10));
    expect(t.take(at(500))).toEqual([]);
    t.observe('pod-2', [], at(500));
    expect(t.take(at(679))).toEqual([]);
    expect(t.take(at(680))).toMatchObject([{ status: 'resolved' }]);
  });

  it('does not flap when a crashing container runs in between', () => {
    const t = tracker();
    const said = [];
    for (let n = 0; n < 20; n++) {
      t.observe('pod-1', n % 2 === 0 ? [crash] : [], at(n * 100));
      said.push(...t.take(at(n * 100 + 99)));
    }
    expect(said).toHaveLength(1);
  });

  it('lets what lasts a moment end by itself', () => {
    const t = tracker();
    t.observe('pod-1', [{ ...crash, sign: 'oom-killed', since: new Date(at(-5)).toISOString(), until: new Date(at(600)).toISOString() }], at(0));
    expect(t.take(at(0))).toMatchObject([{ status: 'firing', startsAt: '2026-01-15T09:59:55.000Z' }]);
    expect(t.nextAt()).toBe(at(600));
    expect(t.take(at(601))).toEqual([]);
    expect(t.take(at(780))).toMatchObject([{ status: 'resolved', endsAt: '2026-01-15T10:10:00.000Z' }]);
    t.observe('pod-1', [{ ...crash, sign: 'oom-killed', until: new Date(at(600)).toISOString() }], at(1000));
    expect([t.take(at(1000)), t.size]).toEqual([[], 1]);
  });

  it('says nothing until everything has been seen, then resolves what an earlier run left', () => {
    const first = tracker();
    first.observe('u', [crash], at(0));
    const firing = first.take(at(0));
    const again = new Tracker(options, firing);
    expect([again.take(at(1000)), again.nextAt()]).toEqual([[], undefined]);
    again.observe('u', [crash], at(1000));
    again.settle(at(1000));
    expect(again.take(at(5000))).toEqual([]);
    const gone = new Tracker(options, firing);
    gone.settle(at(1000));
    expect(gone.take(at(1180))).toMatchObject([{ id: firing[0]?.id, status: 'resolved', endsAt: '2026-01-15T10:16:40.000Z' }]);
  });
});
