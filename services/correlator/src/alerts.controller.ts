import { topics } from '@culprit/domain';
import { BatchesOf } from '@culprit/nest';
import type { Batch } from '@culprit/ports';
import { Controller, Inject } from '@nestjs/common';
import type { Correlation } from './correlate.js';

export const CORRELATION = Symbol('correlation');

/** Membership: the partitions of alerts that are ours say whose incidents we publish; their positions follow the publishing. */
@Controller()
export class AlertsController {
  constructor(@Inject(CORRELATION) private readonly correlation: Correlation) {}

  @BatchesOf(topics.alerts.name)
  async alerts(batch: Batch): Promise<void> {
    await this.correlation.done(batch);
  }
}
