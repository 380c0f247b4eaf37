import { faults } from '@culprit/domain';
import type { z } from 'zod';
import { type Delivery, type Normalized, reject, skip } from '../../provider/contract.js';
import { cut } from '../../provider/wording.js';
import { fromDeployment, fromDeploymentStatus } from './deployment.js';
import { fromPush } from './push.js';
import { fromRelease } from './release.js';
import { Deployed, DeploymentStatus, Push, Release } from './schema.js';

export const normalize = (delivery: Delivery): Normalized => {
  const event = delivery.headers['x-github-event'];
  switch (event) {
    case undefined: return reject('no X-GitHub-Event header');
    case 'ping': return skip('ping');
    case 'push': return read(Push, fromPush, delivery);
    case 'deployment': return read(Deployed, fromDeployment, delivery);
    case 'deployment_status': return read(DeploymentStatus, fromDeploymentStatus, delivery);
    case 'release': return read(Release, fromRelease, delivery);
    default: return skip(`event ${cut(event, 60)} is not one we take`);
  }
};

const read = <S extends z.ZodType>(schema: S, map: (body: z.output<S>, delivery: Delivery) => Normalized, delivery: Delivery): Normalized => {
  const body = schema.safeParse(delivery.body);
  return body.success ? map(body.data, delivery) : reject(faults(body.error));
};
