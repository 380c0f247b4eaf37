import type { RunningService, World } from '@culprit/nest';
import { startCollector, type Pace } from './collector.js';
import type { Config } from './config.js';
import { standBy } from './lease/stand-by.js';
import type { Places } from './places.js';

/** A collector, at once or for as long as it has the lease of its shard. */
export const start = (world: Omit<World, 'store'>, config: Config, places: Places, pace: Pace = {}): RunningService =>
  config.COLLECTOR_K8S_LEASE === '' ? startCollector(world, config, places, pace) : standBy(world, config, (log) => startCollector({ ...world, log }, config, places, pace));
