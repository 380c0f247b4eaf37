// Pods listed and watched from a synthetic cluster: ours beside a bare JSON.parse loop over the same bytes and beside the informer of @kubernetes/client-node;
// and what is kept of a fleet of workloads. Each is a process of its own, all on one server.
import type { Measured } from '../log/measure.ts';
import { startChild, type Child } from './child.ts';

const PODS = 50_000;
const FLEET = 10_000;
const EVENTS = 20_000;
const WARM_UPS = 2;
const ROUNDS = 5;
/** What the busiest cluster sends, and for how long. */
const PER_SECOND = 1000;
const SECONDS = 5;
const KIB = 1024;

interface Weighed {
  readonly bytes: number;
}
interface Watched extends Weighed {
  readonly cpu: number;
}

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;

const withChildren = async <T>(starts: readonly (readonly [file: string, args: readonly string[]])[], work: (children: readonly Child[]) => Promise<T>): Promise<T> => {
  const children = starts.map(([file, args]) => startChild(file, args));
  try {
    return await work(children);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
};

/** Events to all watchers at once, as fast as they go or so many a second. */
const send = async (server: Child, watchers: readonly Child[], events: number, perSecond: number): Promise<Watched[]> => {
  for (const watcher of watchers) {
    watcher.say({ expect: events });
    await watcher.next();
  }
  server.say({ events, perSecond });
  const [seen] = await Promise.all([Promise.all(watchers.map((watcher) => watcher.next<Watched>())), server.next()]);
  return seen;
};

const ways = ['collector', 'parse', 'informer'] as const;
type Round = Record<(typeof ways)[number], Watched>;

/** All on the same stream at the same time, so that whatever else the machine does falls on all. */
const pods = (): Promise<Measured[]> =>
  withChildren([['server.ts', ['pods', String(PODS)]]], async ([server]) => {
    const { url } = await server!.next<{ url: string }>();
    return withChildren(ways.map((how) => ['watch.ts', [how, url, String(PODS)]]), async (watchers) => {
      const listed: Weighed[] = [];
      for (const watcher of watchers) listed.push(await watcher.next());
      const turn = async (events: number, perSecond: number): Promise<Round> => Object.fromEntries((await send(server!, watchers, events, perSecond)).map((seen, n) => [ways[n], seen])) as unknown as Round;
      // until the engine has made code of what runs often
      for (let n = 0; n < WARM_UPS; n++) await turn(EVENTS, 0);
      const rounds: Round[] = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(await turn(EVENTS, 0));
      const paced = await turn(PER_SECOND * SECONDS, PER_SECOND);
      const rate = (how: keyof Round) => median(rounds.map((round) => EVENTS / round[how].cpu));
      const ratio = (how: keyof Round) => median(rounds.map((round) => round[how].cpu / round.collector.cpu));
      // when all has been listed and after all events, the larger
      const [ours, , informer] = ways.map((how, n) => Math.max(listed[n]?.bytes ?? 0, ...rounds.map((round) => round[how].bytes)) / PODS) as [number, number, number];
      const share = paced.collector.cpu / SECONDS;
      return [
        { name: 'pod events watched / a bare JSON.parse loop over the same bytes, a CPU-second', goal: 0.7, ratio: ratio('parse'), ours: rate('collector'), peer: rate('parse') },
        { name: "the same / client-node's informer", goal: 0, ratio: ratio('informer'), ours: rate('collector'), peer: rate('informer') },
        { name: `CPU for ${PER_SECOND} pod events a second, per mille of a core, of half of one allowed (the larger ratio the better)`, goal: 1, ratio: 0.5 / share, ours: share * 1000, peer: 500 },
        { name: `bytes of each of ${PODS.toLocaleString('en')} pods, of 1 KiB allowed (the larger ratio the better)`, goal: 1, ratio: KIB / Math.max(ours, 1), ours, peer: KIB },
        { name: "bytes of each pod, a tenth of those of client-node's informer allowed (the larger ratio the better)", goal: 1, ratio: informer / 10 / Math.max(ours, 1), ours, peer: informer },
      ];
    });
  });

/** Deployments, their ReplicaSets and ConfigMaps: what a restart would have to know of each is kept. */
const fleet = (): Promise<Measured[]> =>
  withChildren([['server.ts', ['fleet', String(FLEET)]]], async ([server]) => {
    const { url } = await server!.next<{ url: string }>();
    const count = FLEET * 3;
    const kept = await withChildren([['watch.ts', ['collector', url, String(count), 'deployment,replicaset,configmap']]], ([watcher]) => watcher!.next<Weighed>());
    const bytes = kept.bytes / count;
    return [{ name: `bytes of each of ${count.toLocaleString('en')} Deployments, ReplicaSets and ConfigMaps, of 1 KiB allowed (the larger ratio the better)`, goal: 1, ratio: KIB / bytes, ours: bytes, peer: KIB }];
  });

export const run = async (): Promise<Measured[]> => [...(await pods()), ...(await fleet())];

if (import.meta.main) for (const { name, ratio, goal, ours, peer } of await run()) console.log(`${ratio.toFixed(2)} (goal ${goal}); ours ${ours.toFixed(0)}, peer ${peer.toFixed(0)}: ${name}`);
