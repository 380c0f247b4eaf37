import { Inject, Module, type DynamicModule, type OnModuleDestroy } from '@nestjs/common';
import type { RunningService, World } from '@culprit/nest';
import type { Config } from './config.js';
import type { Places } from './places.js';
import { start } from './start.js';

export const COLLECTOR = Symbol('collector');

/** The frame of the service: what Nest closes, stops. */
@Module({})
export class CollectorModule implements OnModuleDestroy {
  constructor(@Inject(COLLECTOR) private readonly collector: RunningService) {}

  static of(world: World, config: Config, places: Places): DynamicModule {
    return { module: CollectorModule, providers: [{ provide: COLLECTOR, useFactory: () => start(world, config, places) }] };
  }

  onModuleDestroy(): Promise<void> {
    return this.collector.stop();
  }
}
