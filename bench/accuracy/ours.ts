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

/** What Culprit says of each case: of the incident that holds the first alert of the case. */
export const ours = async (timelines: Timeline[], rules?: string): Promise<Method> => {
  const incidents = new Map<string, Found[]>();
  for (const timeline of timelines) incidents.set(timeline.name, await replayed(timeline, rules));
  return (timeline) => {
    const byAlert = new Map((incidents.get(timeline.name) ?? []).flatMap((incident) => incident.alerts.map(({ id }) => [id, incident] as const)));
    return (one) => {
      const held = one.alertIds.map((id) => byAlert.get(id)).find((incident) => incident !== undefined);
      return { ranked: held?.candidates.map((c) => c.changeIds) ?? [] };
    };
  };
};
