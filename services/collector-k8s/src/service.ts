import { NestFactory } from '@nestjs/core';
import { readEnvironments, type Readiness, type RunningService, type Service, type World } from '@culprit/nest';
import { COLLECTOR, CollectorModule } from './collector.module.js';
import { Config } from './config.js';
import { clustersOf } from './contexts.js';
import { placesOf, type Places } from './places.js';

const startOne = async (world: World, config: Config, places: Places): Promise<RunningService> => {
  const app = await NestFactory.createApplicationContext(CollectorModule.of(world, config, places), { logger: false, abortOnError: false });
  const collector = app.get<RunningService>(COLLECTOR);
  return { readiness: () => collector.readiness(), stop: () => app.close() };
};

/** Of several clusters: ready when all are, with the reasons of those that are not. */
const together = (all: readonly (Readiness & { readonly cluster: string })[]): Readiness => {
  const [only] = all;
  if (all.length === 1 && only !== undefined) return { ready: only.ready, reason: only.reason };
  const away = all.filter(({ ready }) => !ready);
  return away.length === 0 ? { ready: true, reason: all.map(({ reason }) => reason).join(' ') } : { ready: false, reason: away.map(({ cluster, reason }) => `${cluster}: ${reason}`).join(' ') };
};

/** Lists and watches clusters; their changes, services and coverage go to the log. */
export const collectorK8s = {
  name: 'collector-k8s',
  config: Config,
  needs: ['log'],
  appendsOnly: true,
  start: async (world, config) => {
    const environments = await readEnvironments(config.ENVIRONMENTS_FILE);
    const clusters = await Promise.all(clustersOf(config).map(async (one) => ({ name: one.COLLECTOR_K8S_CLUSTER, running: await startOne(world, one, placesOf(environments, one)) })));
    return {
      readiness: () => together(clusters.map(({ name, running }) => ({ cluster: name, ...running.readiness() }))),
      stop: async () => void (await Promise.all(clusters.map(({ running }) => running.stop()))),
    };
  },
} satisfies Service<typeof Config>;
