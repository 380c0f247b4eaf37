import { topics } from '@culprit/domain';
import { BatchesOf } from '@culprit/nest';
import type { Batch } from '@culprit/ports';
import { Controller, Inject } from '@nestjs/common';
import type { Projection } from './project.js';

export const PROJECTION = Symbol('projection');

@Controller()
export class ProjectorController {
  constructor(@Inject(PROJECTION) private readonly projection: Projection) {}

  @BatchesOf(topics.changes.name)
  changes(batch: Batch): Promise<void> {
    return this.projection.take(batch);
  }

  @BatchesOf(topics.alerts.name)
  alerts(batch: Batch): Promise<void> {
    return this.projection.take(batch);
  }

  @BatchesOf(topics.incidents.name)
  incidents(batch: Batch): Promise<void> {
    return this.projection.take(batch);
  }

  @BatchesOf(topics.dependencies.name)
  dependencies(batch: Batch): Promise<void> {
    return this.projection.take(batch);
  }

  @BatchesOf(topics.catalog.name)
  catalog(batch: Batch): Promise<void> {
    return this.projection.take(batch);
  }

  @BatchesOf(topics.coverage.name)
  coverage(batch: Batch): Promise<void> {
    return this.projection.take(batch);
  }

  @BatchesOf(topics.feedback.name)
  feedback(batch: Batch): Promise<void> {
    return this.projection.take(batch);
  }
}
