import { NestFactory } from '@nestjs/core';
import { readEnvironments, type RunningService, type Service } from '@culprit/nest';
import { COLLECTOR, CollectorModule } from './collector.module.js';
import { Config } from './config.js';
import { placesOf } from './places.js';

/** Lists and watches a cluster; its changes, services and coverage go to the log. */
export const collectorK8s = {
  name: 'collector-k8s',
  config: Config,
  needs: ['log'],
  appendsOnly: true,
  start: async (world, config) => {
    const app = await NestFactory.createApplicationContext(CollectorModule.of(world, config, placesOf(await readEnvironments(config.ENVIRONMENTS_FILE), config)), { logger: false, abortOnError: false });
    const collector = app.get<RunningService>(COLLECTOR);
    return { readiness: () => collector.readiness(), stop: () => app.close() };
  },
} satisfies Service<typeof Config>;
