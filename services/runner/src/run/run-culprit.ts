import type { Service } from '@culprit/nest';
import { openAdmin, type AdminServer } from '../admin/server.js';
import { Status, type TargetStatus } from '../admin/status.js';
import { ports } from '../config/refusals.js';
import type { Settings } from '../config/settings.js';
import { demandFreePorts } from '../world/free-ports.js';
import { openMetrics } from '../world/metrics.js';
import { openWorld, type Outside, type OpenWorld } from '../world/open.js';
import { startServices, stopSteps } from './fleet.js';
import { stopInOrder, type Stopped } from './stop.js';
import { trimHeap, trimWhenIdle } from './trim-heap.js';

export interface RunningCulprit {
  readonly adminPort: number;
  status(): TargetStatus[];
  /** Collectors first, then consumers, then the log and the store. Never rejects: what hung or failed is in the answer. */
  stop(): Promise<Stopped>;
}

/** Everything of one process: admin port, world, services in start order. Refuses with `Refusal` what its reader can mend. */
export const runCulprit = async (settings: Settings, outside: Omit<Outside, 'metrics'>): Promise<RunningCulprit> => {
  const { runner, selected, values } = settings;
  const { logger } = outside;
  await demandFreePorts(runner.HOST, [...new Map([...ports(runner), ...Object.values(values).flatMap(ports)])]);
  const { metrics, registry } = openMetrics();
  const status = new Status(selected.map((service) => service.name));
  const admin = await openAdmin({ host: runner.HOST, port: runner.ADMIN_PORT, status, registry });
  const { world, started } = await start(selected, settings, { ...outside, metrics }, status, admin);
  trimHeap();
  const endTrimming = trimWhenIdle();
  logger.info('culprit runs', { targets: selected.map((service: Service) => service.name), log: runner.EVENT_LOG, store: runner.READ_STORE, adminPort: admin.port });
  return {
    adminPort: admin.port,
    status: () => status.now(),
    stop: async () => {
      endTrimming();
      status.drain();
      const last = { name: 'admin port', run: () => admin.stop() };
      return stopInOrder([...stopSteps(started), ...world.closing, last], runner.STOP_SECONDS * 1_000, logger);
    },
  };
};

const start = async (selected: readonly Service[], { runner, values }: Settings, outside: Outside, status: Status, admin: AdminServer) => {
  let world: OpenWorld | undefined;
  try {
    world = await openWorld(runner, selected, outside);
    return { world, started: await startServices(selected, world.worldOf, values, status) };
  } catch (error) {
    await stopInOrder([...(world?.closing ?? []), { name: 'admin port', run: () => admin.stop() }], runner.STOP_SECONDS * 1_000, outside.logger);
    throw error;
  }
};
