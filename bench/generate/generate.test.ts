import { describe, expect, it } from '@jest/globals';
import { acceptEvent, type EventKind } from '@culprit/domain';
import { generate } from './generate.ts';

const small = { incidents: 30 } as const;
const text = (of: { lines: readonly unknown[]; labels: readonly unknown[] }): string => JSON.stringify([of.lines, of.labels]);
const ofKind = (kind: string, lines: ReturnType<typeof generate>['lines']): typeof lines => lines.filter((l) => l.kind === kind);

describe('a generated fleet', () => {
  const world = generate('S', small);

  it('is the same bytes for the same seed and another for another', () => {
    expect(text(generate('S', small))).toBe(text(world));
    expect(text(generate('S', { ...small, seed: 2 }))).not.toBe(text(world));
  });

  it('is what the door takes, in order of arrival', () => {
    const refused = world.lines.flatMap(({ kind, event, arrivalTime }) => {
      const accepted = acceptEvent(kind as EventKind, event, arrivalTime);
      return accepted.ok ? [] : [accepted.error];
    });
    expect(refused).toEqual([]);
    expect(world.lines.map((l) => l.arrivalTime)).toEqual(world.lines.map((l) => l.arrivalTime).sort());
  });

  it('labels incidents with alerts and changes that are told, the change before its alerts by any right clock', () => {
    const ids = new Set(world.lines.map((l) => l.event['id']));
    expect(world.labels).toHaveLength(30);
    for (const label of world.labels) {
      expect(label.alertIds.length).toBeGreaterThan(0);
      for (const id of [...label.alertIds, ...label.causes]) expect(ids).toContain(id);
      if (label.lagSeconds !== undefined) expect(label.lagSeconds).toBeGreaterThan(0);
    }
  });

  it('tells of some things late, twice and out of order', () => {
    const alerts = ofKind('alert', world.lines);
    const times = alerts.map((l) => String(l.event['startsAt'] ?? l.event['endsAt']));
    expect(times).not.toEqual([...times].sort());
    expect(new Set(alerts.map((l) => l.event['id'])).size).toBeLessThan(alerts.length);
  });

  it('hides calls and leaves all else as it was', () => {
    const hidden = generate('S', { ...small, dropped: 0.2 });
    expect(ofKind('dependency', hidden.lines).length).toBeLessThan(ofKind('dependency', world.lines).length * 0.95);
    for (const kind of ['alert', 'change', 'service']) expect(ofKind(kind, hidden.lines)).toEqual(ofKind(kind, world.lines));
    expect(hidden.labels).toEqual(world.labels);
  });

  it('has other clocks when asked', () => {
    const swapped = generate('S', { ...small, delays: 'swapped' });
    expect(swapped.labels.map((l) => l.lagSeconds)).not.toEqual(world.labels.map((l) => l.lagSeconds));
  });
});
