import { z } from 'zod';
import { kind } from '../define.js';
import { namedBy } from '../named.js';
import { imagesOf, PodTemplate, podFacts } from '../pods.js';
import { ranBy } from '../ran.js';

const CronJob = z.object({ spec: z.looseObject({ schedule: z.string(), suspend: z.boolean().nullish(), jobTemplate: z.looseObject({ spec: z.looseObject({ template: PodTemplate }) }) }) });

export const cronjob = kind({
  name: 'cronjob',
  title: 'CronJob',
  served: [{ group: 'batch', version: 'v1', plural: 'cronjobs' }, { group: 'batch', version: 'v1beta1', plural: 'cronjobs' }],
  namespaced: true,
  seenAcross: true,
  change: 'deployment',
  reach: 'objects',
  schema: CronJob,
  ran: ({ metadata, spec }) => ranBy(metadata, spec.jobTemplate.spec.template),
  service: ({ metadata, spec }) => namedBy('cronjob', metadata, spec.jobTemplate.spec.template),
  workload: ({ metadata, spec }, cluster) => ({ cluster, namespace: metadata.namespace ?? '', kind: 'CronJob', name: metadata.name, health: 'UNKNOWN', images: imagesOf(spec.jobTemplate.spec.template) }),
  facts: ({ metadata, spec }) => podFacts(metadata.namespace ?? '', spec.jobTemplate.spec.template),
});
