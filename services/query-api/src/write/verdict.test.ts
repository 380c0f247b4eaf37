import { describe, expect, it } from '@jest/globals';
import { saidOf, type Feedback } from '@culprit/domain';
import { anIncident } from '../fixtures/incident.js';
import { feedbackOf, isSaid, isSuspected, NOBODY, type Verdict } from './verdict.js';

const NOW = '2026-01-15T11:00:00.000Z';
const said = (over: Partial<Verdict> = {}) => feedbackOf({ incident: anIncident(), changeId: 'change-1', verdict: 'confirmed', note: undefined, by: 'ada', ...over }, NOW);

describe('a verdict', () => {
  it('is an event of its own each time, and the same event when sent again', () => {
    expect(said()).toMatchObject({ ok: true, event: { incidentId: 'incident-1', changeId: 'change-1', verdict: 'confirmed', by: 'ada', at: NOW } });
    expect(said()).toEqual(said());
    const ids = [said(), said({ verdict: 'dismissed' }), said({ by: 'bob' }), said({ changeId: undefined, verdict: 'dismissed' })].map((read) => (read.ok ? read.event.id : ''));
    expect(new Set(ids).size).toBe(4);
  });

  it('of somebody without a name is kept as such', () => {
    for (const by of [undefined, '', '  ']) expect(said({ by, note: ' ' })).toMatchObject({ ok: true, event: { by: NOBODY } });
    expect(JSON.stringify(said({ note: ' ' }))).not.toContain('note');
  });

  const heard = (over: Partial<Verdict>, before: readonly Feedback[] = [], at = NOW): Feedback => {
    const read = feedbackOf({ incident: anIncident(), changeId: 'change-1', verdict: 'confirmed', note: undefined, by: 'ada', ...over }, at, before);
    if (!read.ok) throw new Error(read.error);
    return read.event;
  };

  it('says nothing new when it is said again, until somebody says otherwise', () => {
    const first = heard({});
    const again = heard({}, [first], '2026-01-15T11:05:00.000Z');
    expect(isSaid(again, [first])).toBe(true);
    expect(isSaid(first, [])).toBe(false);
    for (const other of [{ by: 'bob' }, { note: 'seen in the trace' }, { verdict: 'dismissed' as const }, { changeId: 'other' }]) expect(isSaid(heard(other, [first]), [first])).toBe(false);
    for (const between of [{ by: 'bob', verdict: 'dismissed' as const }, { changeId: undefined, verdict: 'dismissed' as const }]) {
      const words = [first, heard(between, [first], '2026-01-15T11:01:00.000Z')];
      expect(isSaid(heard({}, words, '2026-01-15T11:05:00.000Z'), words)).toBe(false);
    }
    // of another change it takes nothing back, but who said that none did it says it anew after one was confirmed
    expect(isSaid(again, [first, heard({ changeId: 'other', verdict: 'dismissed' }, [first])])).toBe(true);
    const none = heard({ changeId: undefined, verdict: 'dismissed' });
    expect(isSaid(heard({ changeId: undefined, verdict: 'dismissed' }, [none]), [none])).toBe(true);
    const since = [none, heard({}, [none], '2026-01-15T11:01:00.000Z')];
    expect(isSaid(heard({ changeId: undefined, verdict: 'dismissed' }, since, '2026-01-15T11:05:00.000Z'), since)).toBe(false);
  });

  it('comes after every word that is known, also of one whose clock is ahead', () => {
    const ahead = heard({ by: 'bob' }, [], '2026-01-15T11:00:07.000Z');
    const mine = heard({ verdict: 'dismissed' }, [ahead]);
    expect(mine.at).toBe('2026-01-15T11:00:07.001Z');
    expect(saidOf([mine, ahead])).toMatchObject({ confirmed: [], dismissed: ['change-1'] });
    expect(heard({}, [heard({ by: 'bob' }, [], '2026-01-15T18:00:00.000Z')]).at).toBe(NOW);
  });

  it('is refused in words', () => {
    expect(said({ by: 'x'.repeat(513) })).toEqual({ ok: false, error: 'by: at most 512 characters, not 513' });
    expect(said({ changeId: ' ' })).toMatchObject({ ok: false, error: expect.stringContaining('changeId: must not be empty') });
    expect(said({ note: 'x'.repeat(1_000_000) })).toMatchObject({ ok: false, error: expect.stringContaining('note') });
  });

  it('may be of any step of a suspect', () => {
    expect(['change-1', 'change-merge', 'other'].map((id) => isSuspected(anIncident(), id))).toEqual([true, true, false]);
  });
});
