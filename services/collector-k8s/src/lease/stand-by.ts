import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readiness, RunningService, World } from '@culprit/nest';
import { openAccess } from '../api/access.js';
import type { Config } from '../config.js';
import { leaseApi } from './api.js';
import { elected, type Term } from './election.js';
import { fenced } from './fenced.js';
import { usualTimes, type Times } from './lease.js';

type Needed = Pick<World, 'log' | 'clock' | 'logger'>;
const OWN_NAMESPACE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';
const AGAIN_MS = 2_000;

const ownNamespace = (): string => {
  try {
    return readFileSync(OWN_NAMESPACE, 'utf8').trim();
  } catch {
    return 'default'; // not in a pod
  }
};

/** Runs a collector while it has the lease of its shard, and stands by otherwise; `collect` starts one that writes to the log that it is given. */
export const standBy = (world: Needed, config: Config, collect: (log: World['log']) => RunningService, times: Times = usualTimes): RunningService => {
  const { clock, logger } = world;
  const stopping = new AbortController();
  const shard = config.COLLECTOR_K8S_SHARD;
  const [namespace, name] = [config.COLLECTOR_K8S_LEASE_NAMESPACE || ownNamespace(), `${config.COLLECTOR_K8S_LEASE}-${shard}`];
  // one life is one holder: who starts again has forgotten what it was writing
  const me = `${hostname()}_${randomUUID()}`;
  const facts = { cluster: config.COLLECTOR_K8S_CLUSTER, shard, lease: `${namespace}/${name}` };
  const api = leaseApi(openAccess(config), namespace, name);
  let collector: RunningService | undefined;
  let standing: Readiness = { ready: false, reason: `The Lease ${namespace}/${name} has not been looked at yet.` };

  const standsBy = (reason: string, isFault: boolean): void => {
    const now = isFault
      ? { ready: false, reason: `The Lease ${namespace}/${name} cannot be had: ${reason}.` }
      : { ready: true, reason: `Standing by: ${reason} leads shard ${shard} of cluster ${facts.cluster}.` };
    if (now.reason === standing.reason) return;
    standing = now;
    if (isFault) logger.warn('The lease cannot be had; trying again until it can.', { ...facts, reason });
    else logger.info('Another collector leads; standing by.', { ...facts, holder: reason });
  };

  const lead = async (term: Term): Promise<void> => {
    logger.info('This collector leads now.', { ...facts, holder: me });
    collector = collect(fenced(world.log, term));
    await Promise.race([ended(term.over), ended(stopping.signal)]);
    if (term.over.aborted) logger.warn('The lease was lost; what was under way is left to whoever has it now.', facts);
    await collector.stop();
    collector = undefined;
    await term.end();
  };
  const run = async (): Promise<void> => {
    for (let term = await elected({ api, me, name, times, clock, signal: stopping.signal, standsBy }); term !== undefined; term = await elected({ api, me, name, times, clock, signal: stopping.signal, standsBy })) {
      await lead(term);
      if (!stopping.signal.aborted) await sleep(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run().catch((error: unknown) => {
    standing = { ready: false, reason: `The collector has stopped: ${error instanceof Error ? error.message : String(error)}` };
    logger.error('The collector has stopped.', { ...facts, reason: standing.reason });
  });

  return {
    readiness: () => {
      const leading = collector?.readiness();
      return leading === undefined ? standing : { ...leading, reason: `${leading.reason} Leading shard ${shard}.` };
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
