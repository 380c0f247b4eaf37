import 'reflect-metadata';
import { EventLogServer, type Service } from '@culprit/nest';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { config } from './config.js';
import { startProjection } from './project.js';
import { PROJECTION, ProjectorController } from './projector.controller.js';

@Module({})
class ProjectorModule {}

/** Every topic → the read store, in batches. */
export const projector: Service<typeof config> = {
  name: 'projector',
  config,
  needs: ['log', 'store'],
  start: async (world, { PROJECTOR_BATCH_ROWS: maxBatch, PROJECTOR_BATCH_MS: paceMs }) => {
    const projection = await startProjection(world, paceMs);
    const strategy = new EventLogServer({ log: world.log, logger: world.logger, group: 'culprit-projector', from: 'earliest', maxBatch });
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(
      { module: ProjectorModule, controllers: [ProjectorController], providers: [{ provide: PROJECTION, useValue: projection }] },
      { strategy, logger: false },
    );
    await app.listen();
    return {
      readiness: () => ({ ready: true, reason: 'writing' }),
      stop: async () => {
        const stopped = projection.stop();
        await app.close();
        await stopped;
      },
    };
  },
};
