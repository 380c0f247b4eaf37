import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Method } from './measure.ts';
import type { Timeline } from './timeline.ts';

const main = join(import.meta.dirname, '..', '..', 'services', 'runner', 'dist', 'main.js');

interface Found {
  alerts: { id: string }[];
  candidates: { changeIds: string[]; probability: number }[];
  noChangeProbability: number;
}

/** Runs `culprit replay` as a user would, and gives its incidents with all that was weighed. */
const replayed = async (timeline: Timeline, rules: string | undefined): Promise<Found[]> => {
  const args = ['replay', '--events', '-', '--out', '-', '--candidates', '1000', ...(rules === undefined ? [] : ['--rules', rules])];
  const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  child.stdin.end(timeline.lines.map((line) => JSON.stringify(line)).join('\n'));
  const out = await text(child.stdout);
  const [code] = (await ended) as [number];
  if (code !== 0) throw new Error(`culprit replay of ${timeline.name} ended with ${code}`);
  return out.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Found);
};

/**
 * What Culprit says of each case: everything weighed in the incidents that hold alerts of the case, most probable first. An issue may open
 * more than one incident where no known call joins what it touched; who is on call reads them all.
 */
export const ours = async (timelines: Timeline[], rules?: string): Promise<Method> => {
  const incidents = new Map<string, Found[]>();
  for (const timeline of timelines) incidents.set(timeline.name, await replayed(timeline, rules));
  return (timeline) => {
    const byAlert = new Map((incidents.get(timeline.name) ?? []).flatMap((incident) => incident.alerts.map(({ id }) => [id, incident] as const)));
    return (one) => {
      const held = [...new Set(one.alertIds.flatMap((id) => byAlert.get(id) ?? []))];
      const candidates = held.flatMap((incident) => incident.candidates).sort((a, b) => b.probability - a.probability);
      const distinct = new Map(candidates.reverse().map((c) => [c.changeIds.join(), c]));
      return { ranked: [...distinct.values()].sort((a, b) => b.probability - a.probability).map((c) => c.changeIds) };
    };
  };
};
