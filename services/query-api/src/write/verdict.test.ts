import { describe, expect, it } from '@jest/globals';
import { anIncident } from '../fixtures/incident.js';
import { feedbackOf, isSuspected, NOBODY, type Verdict } from './verdict.js';

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

  it('is refused in words', () => {
    expect(said({ by: 'x'.repeat(513) })).toEqual({ ok: false, error: 'by: at most 512 characters, not 513' });
    expect(said({ changeId: ' ' })).toMatchObject({ ok: false, error: expect.stringContaining('changeId: must not be empty') });
    expect(said({ note: 'x'.repeat(1_000_000) })).toMatchObject({ ok: false, error: expect.stringContaining('note') });
  });

  it('may be of any step of a suspect', () => {
    expect(['change-1', 'change-merge', 'other'].map((id) => isSuspected(anIncident(), id))).toEqual([true, true, false]);
  });
});
