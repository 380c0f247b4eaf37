import { topics } from '@culprit/domain';
import type { Metrics } from '@culprit/ports';
import type { Hearing } from '../coverage.js';
import { reconcileOnce, type Surroundings, type Task } from './round.js';

const GROUP = 'collector-webhooks-reconcile';

export interface Reconciling {
  /** A sentence for each endpoint whose last round failed. */
  troubles(): readonly string[];
  /** Other tasks from now on: the configuration was read again. */
  replace(tasks: readonly Task[]): void;
  stop(): Promise<void>;
}

type Needs = Omit<Surroundings, 'wait' | 'signal'> & { readonly hearing: Hearing; readonly metrics: Metrics };

const nameOf = ({ provider, endpoint }: Pick<Task, 'provider' | 'endpoint'>): string => (endpoint === undefined ? provider : `${provider}/${endpoint}`);

/**
 * Rounds for every task, each at its own pace, one at a time. However many collectors run, the one that owns the coverage topic's partition
 * in a group made for this asks; when it dies another goes on from the `lastReconciledAt` that all of them read there.
 */
export const startReconciling = async (given: readonly Task[], needs: Needs): Promise<Reconciling> => {
  const { log, clock, logger, hearing, metrics } = needs;
  const rounds = metrics.counter('culprit_reconcile_rounds_total', 'Rounds of reconcilers and how they ended.', ['provider', 'outcome']);
  const added = metrics.counter('culprit_reconcile_events_total', 'Events that only a reconciler brought.', ['provider']);
  const ended = new AbortController();
  const failed = new Map<string, string>();
  const due = new Map<string, number>();
  let tasks = given;
  let owner = false;
  let wake = (): void => {};

  const wait = (ms: number): Promise<void> => new Promise((resolve, reject) => {
    // it may have been called off while nobody waited
    if (ended.signal.aborted) return reject(new Error('the collector stops'));
    const done = (): void => {
      clearTimeout(timer);
      ended.signal.removeEventListener('abort', off);
      resolve();
    };
    const off = (): void => {
      clearTimeout(timer);
      reject(new Error('the collector stops'));
    };
    const timer = setTimeout(done, ms);
    ended.signal.addEventListener('abort', off, { once: true });
  });

  const round = async (task: Task): Promise<void> => {
    const name = nameOf(task);
    try {
      const outcome = await reconcileOnce(task, hearing.lastReconciled(task.provider, task.endpoint), { ...needs, wait, signal: ended.signal });
      hearing.reconciled(task.provider, task.endpoint, outcome.until);
      failed.delete(name);
      rounds.add(1, { provider: task.provider, outcome: 'done' });
      added.add(outcome.added, { provider: task.provider });
      if (outcome.added + outcome.redelivered > 0) logger.info('A reconciler found what no webhook had brought.', { endpoint: name, ...outcome });
    } catch (error) {
      if (ended.signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      failed.set(name, reason);
      rounds.add(1, { provider: task.provider, outcome: 'failed' });
      logger.warn('A reconciler could not ask its sender; it asks again in the next round.', { endpoint: name, error: reason });
    }
  };

  const loop = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const next = owner ? tasks.filter((task) => (due.get(nameOf(task)) ?? 0) <= clock.now()) : [];
      for (const task of next) {
        if (!owner || ended.signal.aborted) break;
        await round(task);
        due.set(nameOf(task), clock.now() + task.every * 1000);
      }
      const soonest = Math.min(...tasks.map((task) => due.get(nameOf(task)) ?? 0));
      const pause = owner && tasks.length > 0 ? Math.max(50, soonest - clock.now()) : 3_600_000;
      await Promise.race([wait(Math.min(pause, 3_600_000)).catch(() => {}), new Promise<void>((resolve) => { wake = resolve; })]);
    }
  };

  const membership = await log.consume({
    group: GROUP, topics: [topics.coverage.name], from: 'latest',
    onAssigned: (assigned) => {
      owner = assigned.length > 0;
      wake();
    },
  }, async () => {});
  const looping = loop();

  return {
    troubles: () => [...failed].map(([name, reason]) => `${name} could not be reconciled: ${reason}`),
    replace: (others) => {
      tasks = others;
      wake();
    },
    stop: async () => {
      ended.abort();
      wake();
      await looping;
      await membership.stop();
    },
  };
};
