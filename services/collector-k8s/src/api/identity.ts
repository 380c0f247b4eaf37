import { z } from 'zod';
import { refusal } from '../watch/list.js';
import { withWatchdog } from '../watch/watchdog.js';
import type { KubeApi } from './api.js';

const Namespace = z.object({ metadata: z.object({ uid: z.string().min(1) }) });
const ANSWER_MS = 30_000;

/** What tells a cluster from every other: the uid of its kube-system. Undefined where there is none. Rejects with ApiFailure where it may not be read. */
export const identityOf = (api: KubeApi, signal: AbortSignal): Promise<string | undefined> =>
  withWatchdog(signal, ANSWER_MS, async (inner) => {
    const answer = await api.get('/api/v1/namespaces/kube-system', {}, inner);
    const chunks: Uint8Array[] = [];
    if (answer.status === 404) return void (await refusal(answer));
    if (answer.status !== 200) throw await refusal(answer);
    for await (const chunk of answer.body) chunks.push(chunk);
    return Namespace.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).metadata.uid;
  });

/** Asks a cluster for nothing before `check` has passed once; while it fails, every request fails with its reason. */
export const guarded = (api: KubeApi, check: () => Promise<void>): KubeApi & { readonly passed: () => Promise<void> } => {
  let done = false;
  let running: Promise<void> | undefined;
  const passed = (): Promise<void> => {
    if (done) return Promise.resolve();
    running ??= check().then(() => void (done = true)).finally(() => void (running = undefined));
    return running;
  };
  return {
    get server() {
      return api.server;
    },
    turn: (signal) => api.turn(signal),
    reload: () => api.reload(),
    get: async (...asked) => {
      await passed();
      return api.get(...asked);
    },
    passed,
  };
};
