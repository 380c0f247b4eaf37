import { chance } from './chance.ts';
import type { World } from './incidents.ts';

const DAY = 86_400_000;

/** Tells of the catalog and of who calls whom, as it is seen: each call again every day, some never, some that are long gone. */
export const describeWorld = ({ nodes, parameters, telling }: World, from: number, to: number, seed: string): void => {
  const { defects } = parameters;
  const hidden = chance(`${seed}/dropped`);
  const gone = chance(`${seed}/stale`);
  for (const { name, alias, aliasDeclared, system } of nodes) {
    const event = { name, system, owner: `team-${system}`, source: 'backstage', aliases: alias !== undefined && aliasDeclared ? [alias] : [] };
    telling.tell('service', { ...event, observedAt: new Date(from).toISOString() }, from, 'backstage');
  }
  const call = (caller: string, callee: string, kind: string, at: number): void =>
    telling.tell('dependency', { from: caller, to: callee, kind, source: 'otel', environment: 'production', observedAt: new Date(at).toISOString() }, at, 'otel');
  let calls = 0;
  for (const node of nodes) {
    for (const [callee, kind] of node.calls) {
      calls += 1;
      // drawn for every call, so that a larger share hides the same ones and more
      if (hidden.next() < defects.dropped) continue;
      for (let at = from; at < to; at += DAY) call(node.name, callee.name, kind, at);
    }
  }
  for (let left = Math.round(calls * defects.stale); left > 0; left--) {
    const [a, b] = [gone.one(nodes), gone.one(nodes)];
    if (a !== b && !a.calls.has(b)) call(a.name, b.name, 'call', from - gone.between(10, 30) * DAY);
  }
};
