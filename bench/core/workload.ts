import { type CulpritEvent, type EventKind, acceptEvent } from '@culprit/domain';
import type { Line } from '../accuracy/timeline.ts';
import { chance } from '../generate/chance.ts';
import { readParameters } from '../generate/parameters.ts';
import { topology } from '../generate/topology.ts';

export interface Wanted {
  readonly events: number;
  readonly perHour: number;
  readonly services?: number;
  /** Share of all events. */
  readonly alerts?: number;
}

const START = Date.UTC(2026, 2, 2);
const HOUR = 3_600_000;
const TOGETHER = 5;
const kinds = { deployment: 0.35, config: 0.2, 'feature-flag': 0.1, job: 0.2, scaling: 0.12, infrastructure: 0.03 };

/** What the core is measured on: changes of everybody at an even rate, and alerts of five services near one another, which end ten minutes later. */
export const workload = ({ events, perHour, services = 1000, alerts = 0.1 }: Wanted): Line[] => {
  const draw = chance('core');
  const nodes = topology(readParameters(), services, 5, 'core');
  const time = (ms: number): string => new Date(Math.round(ms)).toISOString();
  const lines: Line[] = [];
  const say = (kind: string, at: number, event: Record<string, unknown>): void => void lines.push({ arrivalTime: time(at), kind, event });
  for (const node of nodes) for (const callee of node.calls.keys()) say('dependency', START, { from: node.name, to: callee.name, environment: 'production', observedAt: time(START) });
  // two events an alert: its firing and its end
  const every = Math.round((TOGETHER * 2) / alerts);
  for (let i = 0; i < events; i += 1) {
    const at = START + ((i + 1) * HOUR) / perHour;
    if (i % every === every - 1) {
      const origin = draw.one(nodes);
      const near = [origin, ...origin.calledBy, ...origin.calls.keys(), ...[...origin.calledBy].flatMap((n) => [...n.calledBy])];
      for (let k = 0; k < TOGETHER; k++) {
        const alert = { fingerprint: `${(near[k % near.length] ?? origin).name}:${k}`, service: (near[k % near.length] ?? origin).name, environment: 'production', class: draw.one(['errors', 'latency']), title: 'error rate' };
        say('alert', at, { ...alert, id: `a${i}-${k}`, startsAt: time(at + k * 10_000) });
        say('alert', at + 600_000, { ...alert, id: `a${i}-${k}-end`, status: 'resolved', endsAt: time(at + 600_000) });
      }
      i += TOGETHER * 2 - 1;
      continue;
    }
    const [service, kind] = [draw.one(nodes).name, draw.kind(kinds)];
    say('change', at, {
      id: `c${i}`, kind, service, occurredAt: time(at), environment: 'production', cluster: 'prod-eu', title: `${kind} of ${service} v${i}`, actor: { name: draw.one(['ada', 'grace', 'linus']), kind: 'human' },
      identities: kind === 'deployment' ? [`image:acme/${service}:v${i}`] : [], source: { provider: 'argocd', instance: 'prod-eu' },
    });
  }
  return lines.sort((a, b) => (a.arrivalTime < b.arrivalTime ? -1 : a.arrivalTime > b.arrivalTime ? 1 : 0));
};

/** As the door would take them. */
export const accepted = (lines: readonly Line[]): CulpritEvent[] =>
  lines.map(({ kind, event, arrivalTime }) => {
    const read = acceptEvent(kind as EventKind, event, arrivalTime, JSON.stringify(event));
    if (!read.ok) throw new Error(read.error);
    return { kind, event: read.event } as CulpritEvent;
  });
