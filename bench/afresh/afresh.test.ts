import { describe, expect, it } from '@jest/globals';
import { acceptEvent, type EventKind } from '@culprit/domain';
import { afresh } from './afresh.ts';

describe('systems told as metrics tell', () => {
  it('are the same for the same seed and others for another', () => {
    expect(afresh({}, 1)).toEqual(afresh({}, 1));
    expect(afresh({}, 2)).not.toEqual(afresh({}, 1));
  });

  it('differ in the calls that are known alone, where only these are told otherwise', () => {
    const others = (calls: 'all' | 'most' | 'none') => afresh({ calls }, 1).map(({ lines }) => lines.filter(({ kind }) => kind !== 'dependency'));
    expect(others('none')).toEqual(others('all'));
    expect(others('most')).toEqual(others('all'));
    const known = (calls: 'all' | 'most' | 'none') => afresh({ calls }, 1).flatMap(({ lines }) => lines.filter(({ kind }) => kind === 'dependency')).length;
    expect(known('none')).toBe(0);
    expect(known('most')).toBeLessThan(known('all'));
  });

  it('are what the door takes, each case with an alert, its change before the first', () => {
    for (const { lines, cases } of afresh({}, 1)) {
      const refused = lines.flatMap(({ kind, event, arrivalTime }) => {
        const accepted = acceptEvent(kind as EventKind, event, arrivalTime);
        return accepted.ok ? [] : [accepted.error];
      });
      expect(refused).toEqual([]);
      const began = new Map(lines.map(({ event }) => [event['id'], String(event['startsAt'] ?? event['occurredAt'])]));
      const amiss = cases.filter(({ alertIds: [first = ''], causes }) => !began.has(first) || !causes.every((id) => (began.get(id) ?? '~') < (began.get(first) ?? '')));
      expect(amiss).toEqual([]);
    }
  });
});
