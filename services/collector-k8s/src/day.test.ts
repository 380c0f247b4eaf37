import { afterEach, expect, it } from '@jest/globals';
import type { Change } from '@culprit/domain';
import fc from 'fast-check';
import { deploymentManifest } from './testing/deployment.js';
import { startRig, type Rig } from './testing/rig.js';
import { startListWatchServer, type ListWatchServer } from './testing/server.js';
import type { Stored } from './testing/store.js';

const names = ['rest-api', 'mailer', 'data-processor', 'web'];
const name = fc.constantFrom(...names);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('scale' as const), name, replicas: fc.integer({ min: 1, max: 99 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('image' as const), name, tag: fc.integer({ min: 1, max: 999 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('status' as const), name, ready: fc.integer({ min: 0, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('cut' as const, 'truncate' as const, 'garble' as const, 'compact' as const, 'stall' as const, 'refuse' as const, 'bookmark' as const, 'restart' as const, 'breathe' as const) }) },
);

interface Spec {
  readonly replicas: unknown;
  readonly image: unknown;
}
type History = ReadonlyMap<number, Spec>;

const specOf = (stored: Stored | undefined): Spec => {
  const template = stored?.spec['template'] as { spec: { containers: { image: string }[] } } | undefined;
  return { replicas: stored?.spec['replicas'], image: template?.spec.containers[0]?.image };
};
const same = (a: Spec | undefined, b: Spec | undefined): boolean => a?.replicas === b?.replicas && a?.image === b?.image;
const side = (c: Change, which: 'before' | 'after'): Partial<Spec> =>
  Object.fromEntries(c.diff.map((d) => [d.path === 'spec.replicas' ? 'replicas' : d.path.endsWith('.image') ? 'image' : d.path, d[which]]));
const to = (c: Change): number => Number(c.attributes['generation']);
const from = (c: Change): number => to(c) - Number(c.attributes['collapsed'] ?? 1);

/** What is wrong with what was told: every change must tell exactly the difference of the generations it spans, and what no change spans must have made none. */
const faultOf = (changes: readonly Change[], history: History): string | undefined => {
  const at = (generation: number, changed: Partial<Spec> = {}): Spec | undefined => {
    const spec = history.get(generation);
    return spec === undefined ? undefined : { ...spec, ...changed };
  };
  let reached = Math.min(...history.keys());
  for (const c of changes) {
    if (c.detectedBy === 'live' && to(c) - from(c) > 1) return `${to(c)} was seen live, so ${from(c) + 1} was skipped`;
    if (from(c) < reached) return `${to(c)} overlaps ${reached}`;
    if (!same(at(from(c)), at(reached))) return `what happened from ${reached} to ${from(c)} was not told`;
    if (!same(at(to(c), side(c, 'before')), at(from(c))) || !same(at(from(c), side(c, 'after')), at(to(c)))) return `${to(c)} is told wrong: ${c.title}`;
    reached = to(c);
  }
  return same(at(reached), at(Math.max(...history.keys()))) ? undefined : `what happened after ${reached} was not told`;
};

let rig: Rig | undefined;
let cluster: ListWatchServer | undefined;
const end = async (): Promise<void> => {
  await rig?.close();
  await cluster?.close();
  rig = undefined;
  cluster = undefined;
};
afterEach(end);

it('whatever breaks, the changes told are the edits made: none missing, none invented, none twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (steps) => {
      const [api, watcher] = [await startListWatchServer({ rollOut: 'by-hand' }), await startRig()];
      [cluster, rig] = [api, watcher];
      const object = (n: string) => api.get('shop', n);
      for (const n of names) api.apply(deploymentManifest(n, { replicas: 50 }));
      const collect = () => watcher.collect({ COLLECTOR_K8S_SERVER: api.url, COLLECTOR_K8S_SILENT_SECONDS: '0.5' });
      let running = collect();
      await watcher.said.until(() => watcher.said.services.length === names.length, 'the first list');
      const history = new Map(names.map((n) => [n, new Map<number, Spec>()]));
      const note = (): void => names.forEach((n) => history.get(n)?.set(object(n)?.metadata.generation ?? 0, specOf(object(n))));
      note();

      for (const s of steps) {
        switch (s.do) {
          case 'scale': api.scale('shop', s.name, s.replicas); break;
          case 'image': {
            const old = object(s.name);
            const replicas = Number(old?.spec['replicas']);
            api.apply(deploymentManifest(s.name, { replicas, image: `ghcr.io/acme/${s.name}:${s.tag}` }), { manager: 'kubectl-set' });
            break;
          }
          case 'status': api.setStatus('shop', s.name, { ready: s.ready }); break;
          case 'cut': api.cut(); break;
          case 'truncate': api.truncate('cut'); break;
          case 'garble': api.truncate('newline'); break;
          case 'compact': api.compact(); api.cut(); break;
          case 'stall': api.stall(); break;
          case 'refuse': api.respond(500); break;
          case 'bookmark': api.bookmark(); break;
          case 'restart': await running.stop(); running = collect(); break;
          case 'breathe': await new Promise((resolve) => setTimeout(resolve, 5)); break;
        }
        note();
      }

      const told = (n: string): Change[] => {
        const started = watcher.said.changes.filter((c) => c.phase === 'started' && c.entities.includes(`shop/deployment/${n}`));
        return [...new Map(started.map((c) => [c.id, c])).values()].sort((x, y) => to(x) - to(y));
      };
      const faults = () => names.flatMap((n) => faultOf(told(n), history.get(n) ?? new Map()) ?? []);
      // when it never comes right, the faults say more than that the time is over
      await watcher.said.until(() => faults().length === 0, 'all changes').catch(() => undefined);
      expect(faults()).toEqual([]);
      await end();
    }),
    { numRuns: process.env['CULPRIT_LONG'] === '1' ? 100 : 6, endOnFailure: true },
  );
}, process.env['CULPRIT_LONG'] === '1' ? 600_000 : 120_000);
