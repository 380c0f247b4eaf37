import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decoys } from './decoys.ts';
import { type Case, type Line, type Timeline, serviceOfChanges } from './timeline.ts';

const folder = join(import.meta.dirname, '..', 'petshop');

interface Issue {
  case: string;
  session: string;
  topology_ref: string;
  cause_at: number;
  change: { id: string; kind: string; service: string; started_at: number } | null;
  alerts: { ts: number; service: string; kind: string }[];
}

const time = (seconds: number): string => new Date(seconds * 1000).toISOString();
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** What can be deployed: containers and functions, not queues, tables or gateways. */
const deployable = /AWS::ECS|AWS::Lambda::Function/;

const classes: Readonly<Record<string, string>> = { latency_anomaly: 'latency', availability_anomaly: 'availability' };
const kinds: Readonly<Record<string, string>> = { deploy: 'deployment', config: 'config' };

/** An alert fires at its time and ends five minutes later, when the next window is judged. */
const alertLines = (issue: Issue, prefix: string): Line[] =>
  issue.alerts.flatMap(({ ts, service, kind }, i) => {
    const alert = { fingerprint: `${service}:${kind}`, service, class: classes[kind] ?? 'other', title: `${service}: ${kind.replaceAll('_', ' ')}`, severity: 'high' };
    return [
      { arrivalTime: time(ts), kind: 'alert', event: { ...alert, id: `${prefix}-${i}`, startsAt: time(ts) } },
      { arrivalTime: time(ts + 300), kind: 'alert', event: { ...alert, id: `${prefix}-${i}-end`, status: 'resolved', endsAt: time(ts + 300) } },
    ];
  });

/**
 * One continuous timeline a session. Of `cause_at`, `root_node` and the case nothing is used but the true change and the label; a case without a
 * change has no change line, and the right answer is that none did it.
 */
export const petshop = (decoysPerHour: number, seed: number): Timeline[] => {
  const issues = read('cases.jsonl').trim().split('\n').map((line) => JSON.parse(line) as Issue);
  return [...new Set(issues.map((issue) => issue.session))].map((session) => {
    const own = issues.filter((issue) => issue.session === session).sort((a, b) => a.cause_at - b.cause_at);
    const { edges } = JSON.parse(read(own[0]?.topology_ref ?? '')) as { edges: [string, string][] };
    const services = [...new Set(edges.flat())].sort();
    const from = Math.min(...own.map((i) => i.cause_at)) - 3600;
    const to = Math.max(...own.flatMap((i) => i.alerts.map((a) => a.ts)));
    const change = (id: string, at: number, service: string, kind: string): Line => ({
      arrivalTime: time(at), kind: 'change', event: { id, occurredAt: time(at), service, kind: kinds[kind] ?? 'custom', title: `${kind} ${service}` },
    });
    const cases = own.map((issue, n): Case => ({ name: issue.case, alertIds: issue.alerts.map((_, i) => `${session}-${n}-${i}`), causes: issue.change === null ? [] : [`${session}-change-${n}`] }));
    const lines: Line[] = [
      ...edges.map(([caller, callee]) => ({ arrivalTime: time(from), kind: 'dependency', event: { from: caller, to: callee, observedAt: time(from) } })),
      ...own.flatMap((issue, n) => [
        ...alertLines(issue, `${session}-${n}`),
        ...(issue.change === null ? [] : [change(`${session}-change-${n}`, issue.change.started_at, issue.change.service, issue.change.kind)]),
      ]),
      ...decoys({ from, to, perHour: decoysPerHour, services: services.filter((s) => deployable.test(s)), seed: `${session}/${seed}` }).map((d) => change(d.id, d.at, d.service, d.kind)),
    ];
    return { name: session, cases, lines, serviceOf: serviceOfChanges(lines) };
  });
};

const TURNS = 3;

/**
 * The same cases, each with its true change taken out: then none did it. In turns of every third case, so that nearly all of what a case may be
 * mistaken for is still there.
 */
export const withoutCauses = (timelines: readonly Timeline[]): Timeline[] =>
  timelines.flatMap((timeline) =>
    Array.from({ length: TURNS }, (_, turn): Timeline => {
      const cases = timeline.cases.filter(({ causes }, i) => i % TURNS === turn && causes.length > 0);
      const gone = new Set(cases.flatMap((c) => c.causes));
      return {
        ...timeline, name: `${timeline.name}, without ${turn}`, lines: timeline.lines.filter(({ event }) => !gone.has(String(event['id']))),
        cases: cases.map((one) => ({ ...one, name: `${one.name}, taken out`, causes: [] })),
      };
    }),
  );
