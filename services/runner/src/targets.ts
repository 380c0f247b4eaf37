import { collectorK8s } from '@culprit/collector-k8s';
import { collectorOtel } from '@culprit/collector-otel';
import { collectorWebhooks } from '@culprit/collector-webhooks';
import { correlator } from '@culprit/correlator';
import type { Service } from '@culprit/nest';
import { projector } from '@culprit/projector';
import { queryApi } from '@culprit/query-api';

/** Every service in start order: who consumes first, who collects last. They stop in reverse. */
export const targets: readonly Service[] = [projector, correlator, queryApi, collectorK8s, collectorOtel, collectorWebhooks];
