import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Counter } from './custom/take.js';
import type { Configured, Reception } from './delivery/receive.js';
import { CustomController } from './http/custom.controller.js';
import { ErrorsFilter } from './http/errors.filter.js';
import { WebhooksController } from './http/webhooks.controller.js';
import { CONFIGURED, COUNTER, RECEPTION, TOKENS } from './tokens.js';

export interface CollectorParts {
  readonly reception: Reception;
  readonly configured: readonly Configured[];
  readonly counter: Counter;
  readonly tokens: readonly string[];
}

@Module({})
export class CollectorModule {
  static of({ reception, configured, counter, tokens }: CollectorParts): DynamicModule {
    return {
      module: CollectorModule,
      controllers: [CustomController],
      providers: [
        { provide: RECEPTION, useValue: reception },
        { provide: CONFIGURED, useValue: configured },
        { provide: COUNTER, useValue: counter },
        { provide: TOKENS, useValue: tokens },
        { provide: APP_FILTER, useClass: ErrorsFilter },
        WebhooksController,
      ],
    };
  }
}
