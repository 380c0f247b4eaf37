// The synthetic cluster, a process of its own: `pods` or a `fleet` of workloads, so many of each kind. Each message is a number of watch events to send,
// and how many of them a second (0: as fast as they go); it answers when they are sent.
import { setTimeout as sleep } from 'node:timers/promises';
import { configMapObject, deploymentObject, podObject, replicaSetObject, startListWatchServer } from '@culprit/collector-k8s/testing';

const PATHS = { pods: [['/api/v1/pods', podObject]], fleet: [['/apis/apps/v1/deployments', deploymentObject], ['/apis/apps/v1/replicasets', replicaSetObject], ['/api/v1/configmaps', configMapObject]] } as const;
/** So many go out between two looks at the sockets. */
const SLICE = 100;

const [what = 'pods', count = '0'] = process.argv.slice(2);
const server = await startListWatchServer();
for (const [path, of] of PATHS[what as keyof typeof PATHS]) for (let n = 0; n < Number(count); n++) server.put(path, of(n));

let sent = 0;
/** Kubelets write what a pod is again and again: mostly nothing that anybody would tell. */
const send = async ({ events, perSecond }: { readonly events: number; readonly perSecond: number }): Promise<void> => {
  const began = performance.now();
  for (let n = 0; n < events; n++) {
    server.put('/api/v1/pods', podObject(sent++ % Number(count), sent % 20 !== 0));
    if (n % SLICE !== SLICE - 1) continue;
    const early = perSecond === 0 ? 0 : ((n + 1) / perSecond) * 1000 - (performance.now() - began);
    await sleep(Math.max(0, early));
  }
  process.send?.({ sent: events });
};
process.on('message', (order: { events: number; perSecond: number }) => void send(order));
process.once('disconnect', () => process.exit());
process.send?.({ url: server.url });
