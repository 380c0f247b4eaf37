import type { Held } from '@culprit/nest';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Audit } from './audit/audit.js';
import type { Counter } from './custom/take.js';
import type { Reception } from './delivery/receive.js';
import type { Intake } from './events/take.js';
import { AuditController } from './http/audit.controller.js';
import { CustomController } from './http/custom.controller.js';
import { ErrorsFilter } from './http/errors.filter.js';
import type { Desk } from './http/desk.js';
import { EventsController } from './http/events.controller.js';
import { WebhooksController } from './http/webhooks.controller.js';
import type { Provider } from './provider/contract.js';
import { AUDIT, COUNTER, DESK, HELD, INTAKE, PROVIDERS, RECEPTION, TOKENS } from './tokens.js';

export interface CollectorParts {
  readonly reception: Reception;
  readonly desk: Desk;
  readonly providers: readonly Provider[];
  readonly counter: Counter;
  readonly intake: Intake;
  readonly audit: Audit;
  readonly tokens: readonly string[];
  readonly held: Held;
}

@Module({})
export class CollectorModule {
  static of({ reception, desk, providers, counter, intake, audit, tokens, held }: CollectorParts): DynamicModule {
    return {
      module: CollectorModule,
      controllers: [EventsController, AuditController, CustomController],
      providers: [
        { provide: RECEPTION, useValue: reception },
        { provide: DESK, useValue: desk },
        { provide: PROVIDERS, useValue: providers },
        { provide: INTAKE, useValue: intake },
        { provide: AUDIT, useValue: audit },
        { provide: HELD, useValue: held },
        { provide: COUNTER, useValue: counter },
        { provide: TOKENS, useValue: tokens },
        { provide: APP_FILTER, useClass: ErrorsFilter },
        WebhooksController,
      ],
    };
  }
}
