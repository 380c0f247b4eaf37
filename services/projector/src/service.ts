import 'reflect-metadata';
import { EventLogServer, type Service } from '@culprit/nest';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { config } from './config.js';
import { rebuildWhatWasLost } from './lost-store.js';
import { startProjection } from './project.js';
import { PROJECTION, ProjectorController } from './projector.controller.js';
import { projected } from './to-rows.js';

const GROUP = 'culprit-projector';

@Module({})
class ProjectorModule {}

/** Every topic → the read store, in batches. */
export const projector: Service<typeof config> = {
  name: 'projector',
  config,
  needs: ['log', 'store'],
  start: async (world, { PROJECTOR_BATCH_ROWS: maxBatch, PROJECTOR_BATCH_MS: paceMs }) => {
    await rebuildWhatWasLost(world, GROUP, projected);
    const projection = await startProjection(world, paceMs);
    const strategy = new EventLogServer({ log: world.log, logger: world.logger, group: GROUP, from: 'earliest', maxBatch });
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(
      { module: ProjectorModule, controllers: [ProjectorController], providers: [{ provide: PROJECTION, useValue: projection }] },
      { strategy, logger: false },
    );
    await app.listen();
    return {
      readiness: () => projection.readiness(),
      stop: async () => {
        const stopped = projection.stop();
        await app.close();
        await stopped;
      },
    };
  },
};
