import type { Held } from '@culprit/nest';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ErrorsFilter } from './http/errors.filter.js';
import { OtlpController } from './http/otlp.controller.js';
import type { Reception } from './reception.js';
import { HELD, RECEPTION } from './tokens.js';

export interface CollectorParts {
  readonly reception: Reception;
  readonly held: Held;
}

@Module({})
export class CollectorModule {
  static of({ reception, held }: CollectorParts): DynamicModule {
    return {
      module: CollectorModule,
      controllers: [OtlpController],
      providers: [{ provide: RECEPTION, useValue: reception }, { provide: HELD, useValue: held }, { provide: APP_FILTER, useClass: ErrorsFilter }],
    };
  }
}
