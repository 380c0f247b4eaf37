import { randomBytes } from 'node:crypto';
import type { Readiness, RunningService, World } from '@culprit/nest';
import { timeOf } from '@culprit/domain';
import { openAccess } from './api/access.js';
import { ApiFailure, type KubeApi } from './api/api.js';
import { httpApi } from './api/http.js';
import { guarded, identityOf } from './api/identity.js';
import type { Config } from './config.js';
import { choose } from './choose.js';
import { createRedactor } from './redact/redactor.js';
import { claim, ForeignCluster } from './state/identity.js';
import { readState } from './state/read.js';
import { defaultSettings, type LoopSettings } from './watch/list-watch.js';
import type { Places } from './places.js';
import { retried } from './retry.js';
import { watchCluster, written, type ClusterWatch } from './watch-cluster.js';

/** Parts of the loop that tests make quick. */
export type Pace = Partial<Omit<LoopSettings, 'silentMs' | 'relistMs'>>;

/** How long a stop waits for the log to take what is under way. */
const DRAIN_MS = 3000;
const RETRY_MS = 2000;

type Needed = Pick<World, 'log' | 'spool' | 'clock' | 'logger' | 'metrics'>;

/** Starts at once and never throws: a cluster or a log that is away is a reason not to be ready, and tried until it is there. */
export const startCollector = (world: Needed, config: Config, places: Places, pace: Pace = {}): RunningService => {
  const logger = world.logger.child({ cluster: config.COLLECTOR_K8S_CLUSTER });
  const watching = new AbortController();
  const appending = new AbortController();
  let watch: ClusterWatch | undefined;
  let waitsFor: string | undefined = 'The cluster has not been listed yet.';
  let logAway: string | undefined;
  let idle = false;

  const insist = <T>(work: () => Promise<T>, trying: string): Promise<T> =>
    retried(work, RETRY_MS, watching.signal, (reason) => {
      const sentence = `${trying}: ${reason}`;
      if (waitsFor !== sentence) logger.warn('The collector cannot start yet; trying again until it can.', { trying, reason });
      waitsFor = sentence;
    });

  const stopped = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    waitsFor = `The collector has stopped: ${reason}`;
    logger.error('The collector has stopped.', { reason });
  };

  /** The cluster's API, once the cluster is known to be the one that its name says. */
  const known = (api: KubeApi): ReturnType<typeof guarded> =>
    guarded(api, async () => {
      const uid = await identityOf(api, watching.signal).catch((error: unknown) => {
        if (!(error instanceof ApiFailure && error.status === 403)) throw error;
        logger.info('The collector may not get the namespace kube-system (403); whether another cluster has this name is not known.', {});
        return undefined;
      });
      if (uid === undefined) return;
      try {
        await claim(world.log, { cluster: config.COLLECTOR_K8S_CLUSTER, uid, since: timeOf(world.clock.now()) }, config.COLLECTOR_K8S_REPLACES);
      } catch (error) {
        if (error instanceof ForeignCluster) refuse(error);
        throw error;
      }
    });
  const refuse = (error: ForeignCluster): void => {
    if (watching.signal.aborted) return;
    stopped(error);
    watching.abort();
    appending.abort();
  };

  const run = async (): Promise<void> => {
    const open = openAccess(config);
    const access = await insist(open, 'The access to the cluster cannot be used');
    if (access === undefined) {
      idle = true;
      logger.info('No cluster is configured; nothing is watched.');
      return;
    }
    await insist(() => world.log.ensureTopics(written), 'The event log cannot be used');
    const api = known(httpApi(access, open));
    // a cluster that does not answer yet is told as one that is not seen, and known before anything of it is
    await api.passed().catch((error: unknown) => {
      if (error instanceof ForeignCluster) throw error;
    });
    if (config.COLLECTOR_K8S_REDACTION_KEY === '') logger.info('No redaction key is configured; hidden values that change while the collector is down go unnoticed.');
    const redactor = createRedactor(config.COLLECTOR_K8S_REDACTION_KEY || randomBytes(32).toString('hex'));
    const settings: LoopSettings = { ...defaultSettings, ...pace, silentMs: config.COLLECTOR_K8S_SILENT_SECONDS * 1000, relistMs: config.COLLECTOR_K8S_RELIST_SECONDS * 1000 };
    const logHealth = { away: (reason: string) => void (logAway = reason), back: () => void (logAway = undefined) };
    const memory = await insist(() => readState(world.log, config.COLLECTOR_K8S_CLUSTER, logger, places.shard), 'The last known state cannot be read');
    watch = await watchCluster({
      kinds: choose(config), api, memory, world: { ...world, logger }, config, places, settings, redactor, managers: config.COLLECTOR_K8S_MANAGERS, logHealth, watching: watching.signal, appending: appending.signal,
    });
    waitsFor = undefined;
    await watch.done;
  };

  const running = run().catch((error: unknown) => {
    if (!watching.signal.aborted) stopped(error);
  });

  const readiness = (): Readiness => {
    if (idle) return { ready: true, reason: 'No cluster is configured; nothing is watched.' };
    if (waitsFor !== undefined) return { ready: false, reason: waitsFor };
    if (logAway !== undefined) return { ready: false, reason: `The event log takes no changes: ${logAway}` };
    const blind = watch?.blind();
    if (blind !== undefined) return { ready: false, reason: blind };
    return { ready: true, reason: [`Watching ${watch?.objects() ?? 0} objects of cluster ${config.COLLECTOR_K8S_CLUSTER}.`, world.spool?.state().sentence ?? []].flat().join(' ') };
  };

  const stop = async (): Promise<void> => {
    watching.abort();
    const late = setTimeout(() => appending.abort(), DRAIN_MS);
    await running;
    clearTimeout(late);
    appending.abort();
  };
  return { readiness, stop };
};
