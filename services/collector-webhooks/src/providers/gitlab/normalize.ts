import { faults } from '@culprit/domain';
import type { z } from 'zod';
import { type Delivery, type Normalized, reject, skip } from '../../provider/contract.js';
import { cut } from '../../provider/wording.js';
import { fromDeployment } from './deployment.js';
import { fromFeatureFlag } from './feature-flag.js';
import { fromMergeRequest } from './merge-request.js';
import { fromPipeline } from './pipeline.js';
import { fromPush } from './push.js';
import { fromRelease } from './release.js';
import { Deployment, FeatureFlag, MergeRequest, Pipeline, Push, Release } from './schema.js';
import type { Settings } from './settings.js';

/** What another hook says better. */
const elsewhere: Readonly<Record<string, string>> = {
  build: 'the pipeline and the deployment of it say what changed',
  repository_update: 'the push of it says so',
};

/** By the body: project, group and system hooks say `object_kind`, `event_name`, or both. */
export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const kind = field(delivery.body, 'object_kind') ?? field(delivery.body, 'event_name');
  switch (kind) {
    case undefined: return reject('neither object_kind nor event_name');
    case 'push':
    case 'tag_push': return read(Push, fromPush, delivery);
    case 'merge_request': return read(MergeRequest, fromMergeRequest, delivery);
    case 'deployment': return read(Deployment, fromDeployment, delivery);
    case 'pipeline': return read(Pipeline, fromPipeline, delivery);
    case 'release': return read(Release, fromRelease, delivery);
    case 'feature_flag': return read(FeatureFlag, fromFeatureFlag, delivery);
    default: return skip(Object.hasOwn(elsewhere, kind) ? `event ${kind}: ${elsewhere[kind]}` : `event ${cut(kind, 60)} is not one we take`);
  }
};

const field = (body: unknown, name: string): string | undefined => {
  const value: unknown = body !== null && typeof body === 'object' ? (body as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const read = <S extends z.ZodType>(schema: S, map: (body: z.output<S>, delivery: Delivery<Settings>) => Normalized, delivery: Delivery<Settings>): Normalized => {
  const body = schema.safeParse(delivery.body);
  return body.success ? map(body.data, delivery) : reject(faults(body.error));
};
