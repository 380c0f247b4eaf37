import { replay } from '@culprit/correlator';
import type { Method } from './measure.ts';
import type { Timeline } from './timeline.ts';

interface Found {
  alerts: { id: string }[];
  suspects: unknown[];
  candidates: { changeIds: string[]; probability: number }[];
  noChangeProbability: number;
}

const MOST = 1000;

/** What `culprit replay --candidates` gives. */
const replayed = async ({ lines }: Timeline, rules: string | undefined): Promise<Found[]> => {
  const events = async function* (): AsyncGenerator<string> {
    for (const line of lines) yield JSON.stringify(line);
  };
  const answer = await replay({ events: events(), candidates: MOST, rules });
  return Array.from(answer.lines, (line) => JSON.parse(line) as Found);
};

/**
 * What Culprit says of each case: everything weighed in the incidents that hold alerts of the case, most probable first. An issue may open
 * more than one incident where no known call joins what it touched; who is on call reads them all.
 */
export const ours = async (timelines: readonly Timeline[], rules?: string): Promise<Method> => {
  const incidents = new Map<string, Map<string, Found>>();
  for (const timeline of timelines) {
    const found = await replayed(timeline, rules);
    incidents.set(timeline.name, new Map(found.flatMap((incident) => incident.alerts.map(({ id }) => [id, incident] as const))));
  }
  return (timeline) => {
    const byAlert = incidents.get(timeline.name);
    return (one) => {
      const held = [...new Set(one.alertIds.flatMap((id) => byAlert?.get(id) ?? []))];
      const distinct = new Map<string, Found['candidates'][number]>();
      for (const candidate of held.flatMap((incident) => incident.candidates)) {
        const known = distinct.get(candidate.changeIds.join());
        if (known === undefined || known.probability < candidate.probability) distinct.set(candidate.changeIds.join(), candidate);
      }
      const ranked = [...distinct.values()].sort((a, b) => b.probability - a.probability);
      return {
        ranked: ranked.map((c) => c.changeIds), confidence: Math.max(...held.map((i) => 1 - i.noChangeProbability)), probability: ranked[0]?.probability ?? 0,
        named: held.some((incident) => incident.suspects.length > 0),
      };
    };
  };
};
