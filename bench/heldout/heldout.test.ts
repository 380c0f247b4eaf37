import { describe, expect, it } from '@jest/globals';
import { acceptEvent, type EventKind } from '@culprit/domain';
import { heldOut } from './heldout.ts';
import { systems } from './systems.ts';
import { variants } from './variants.ts';

const idsOf = (kind: string, { lines }: ReturnType<typeof heldOut>[number]): Set<unknown> => new Set(lines.filter((l) => l.kind === kind).map((l) => l.event['id']));

describe('systems held out', () => {
  it('are the same for the same seed and others for another', () => {
    expect(heldOut({}, 1)).toEqual(heldOut({}, 1));
    expect(heldOut({}, 2)).not.toEqual(heldOut({}, 1));
  });

  it('have an entry that leads to nearly all, and stores that call nobody', () => {
    for (const { name, entry, calls, services, stores } of systems) {
      const found = new Set([entry]);
      for (const service of found) for (const { from, to, kind } of calls) if (from === service || (kind === 'messaging' && to === service)) found.add(from === service ? to : from);
      expect([name, services.filter((s) => !found.has(s)).length]).toEqual([name, name === 'train-ticket' ? 1 : 0]);
      expect(calls.filter(({ from, kind }) => kind === 'call' && stores.includes(from))).toEqual([]);
    }
  });

  it.each(Object.keys(variants))('%s is what the door takes, and labels name what was told, the change first', (name) => {
    for (const timeline of heldOut(variants[name] ?? {}, 1)) {
      const refused = timeline.lines.flatMap(({ kind, event, arrivalTime }) => {
        const accepted = acceptEvent(kind as EventKind, event, arrivalTime);
        return accepted.ok ? [] : [accepted.error];
      });
      expect(refused).toEqual([]);
      const [alerts, changes] = [idsOf('alert', timeline), idsOf('change', timeline)];
      const began = new Map(timeline.lines.map(({ event }) => [event['id'], String(event['startsAt'] ?? event['occurredAt'])]));
      const amiss = timeline.cases.filter(({ alertIds, causes }) => {
        const [first = ''] = alertIds;
        return first === '' || !alertIds.every((id) => alerts.has(id)) || !causes.every((id) => changes.has(id) && (began.get(id) ?? '~') < (began.get(first) ?? ''));
      });
      expect(amiss).toEqual([]);
    }
  });
});
