import 'reflect-metadata';
import { topics } from '@culprit/domain';
import { EventLogServer, patiently, type Service } from '@culprit/nest';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { AlertsController, CORRELATION } from './alerts.controller.js';
import { config } from './config.js';
import { correlate } from './correlate.js';
import { readRules } from './rules.js';
import { GROUP } from './start-position.js';

@Module({})
class CorrelatorModule {}

/** alerts + changes + dependencies → incidents with ranked suspects. */
export const correlator: Service<typeof config> = {
  name: 'correlator',
  config,
  needs: ['log'],
  start: async (world, { CORRELATOR_RULES: rules, PUBLIC_URL: publicUrl }) => {
    const correlation = correlate(world, await readRules(rules), publicUrl);
    const strategy = new EventLogServer({
      log: world.log,
      logger: world.logger,
      group: GROUP,
      from: 'earliest',
      onAssigned: (all) => correlation.assigned(all.filter(({ topic }) => topic === topics.alerts.name).map(({ partition }) => partition)),
    });
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(
      { module: CorrelatorModule, controllers: [AlertsController], providers: [{ provide: CORRELATION, useValue: correlation }] },
      { strategy, logger: false },
    );
    let [joined, stopped] = [false, false];
    // until this one has read the log, whoever has its environments publishes them
    const joining = patiently(async () => {
      await correlation.started;
      if (stopped) return;
      await app.listen();
      joined = true;
      if (stopped) await app.close();
    }, { failed: (error) => world.logger.warn('the correlator could not join the others and tries again', { error }) });
    return {
      readiness: () => {
        const waits = correlation.waitsFor() ?? (joined ? undefined : 'joining the others');
        return waits === undefined ? { ready: true, reason: 'publishing' } : { ready: false, reason: waits };
      },
      stop: async () => {
        stopped = true;
        joining.stop();
        if (joined) await app.close();
        await correlation.stop();
      },
    };
  },
};
