import type { Service } from '@culprit/nest';
import { startCollector } from './collector.js';
import { Config } from './config.js';

/** Lists and watches a cluster; its changes, services and coverage go to the log. */
export const collectorK8s = {
  name: 'collector-k8s',
  config: Config,
  needs: ['log'],
  start: (world, config) => Promise.resolve(startCollector(world, config)),
} satisfies Service<typeof Config>;
