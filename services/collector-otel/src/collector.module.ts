import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Bodies } from './http/bodies.js';
import { ErrorsFilter } from './http/errors.filter.js';
import { OtlpController } from './http/otlp.controller.js';
import type { Reception } from './reception.js';
import { BODIES, RECEPTION } from './tokens.js';

export interface CollectorParts {
  readonly reception: Reception;
  readonly bodies: Bodies;
}

@Module({})
export class CollectorModule {
  static of({ reception, bodies }: CollectorParts): DynamicModule {
    return {
      module: CollectorModule,
      controllers: [OtlpController],
      providers: [{ provide: RECEPTION, useValue: reception }, { provide: BODIES, useValue: bodies }, { provide: APP_FILTER, useClass: ErrorsFilter }],
    };
  }
}
