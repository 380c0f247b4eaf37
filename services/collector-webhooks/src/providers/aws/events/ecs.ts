import { factId, type AlertClass, type ChangePhase } from '@culprit/domain';
import { z } from 'zod';
import { type Normalized, ok, reject, skip } from '../../../provider/contract.js';
import { cut, title } from '../../../provider/wording.js';
import { arnOf, entity } from '../arn.js';
import { consolePage, environmentOf, instanceOf, inUrl, timeIn, type Told } from '../place.js';
import { changeAt } from '../statement.js';

const word = z.string().max(2000).nullish();
export const Deployment = z.object({ eventName: z.string(), deploymentId: z.string().min(1).max(300), updatedAt: word, reason: word });
export const Action = z.object({ eventName: z.string(), eventType: z.string().nullish(), createdAt: word, reason: word, desiredCount: z.number().nullish() });

/** `default/checkout` of the first ARN of a service; old ARNs have no cluster in them. */
const serviceOf = ({ event }: Told): string | undefined =>
  (event.resources ?? []).map(arnOf).find((arn) => arn?.service === 'ecs' && arn.resource.startsWith('service/'))?.resource.slice('service/'.length);

const nameOf = (service: string): string => service.slice(service.lastIndexOf('/') + 1);
const pageOf = (told: Told, service: string): { title: string; url: string } => {
  const [cluster = '', name = ''] = service.split('/');
  return { title: 'ECS', url: consolePage(told.region, name === '' ? 'ecs/v2/clusters?region={region}' : `ecs/v2/clusters/${inUrl(cluster)}/services/${inUrl(name)}/deployments?region={region}`) };
};

const phases: Readonly<Record<string, ChangePhase>> = { SERVICE_DEPLOYMENT_IN_PROGRESS: 'started', SERVICE_DEPLOYMENT_COMPLETED: 'succeeded', SERVICE_DEPLOYMENT_FAILED: 'failed' };

/** A deployment by its id; the circuit breaker's way back is a deployment of its own. */
export const fromDeployment = ({ eventName, deploymentId, updatedAt, reason }: z.output<typeof Deployment>, told: Told): Normalized => {
  const phase = Object.hasOwn(phases, eventName) ? phases[eventName] : undefined;
  if (phase === undefined) return skip(`ECS ${cut(eventName, 60)} is not one we know`);
  const service = serviceOf(told);
  if (service === undefined) return reject('ECS Deployment State Change: no service among resources');
  return ok([changeAt(told, {
    kind: 'deployment', phase, key: ['ecs-deployment', deploymentId], title: `Deploy ${nameOf(service)}`, at: timeIn(updatedAt) ?? told.at,
    entities: [entity('ecs-service', service)], identities: [`ecs:${deploymentId}`], page: pageOf(told, service),
    attributes: { deployment: deploymentId, reason, ...(/roll(ing|ed)? ?back/i.test(reason ?? '') ? { rollback: true } : {}) },
  })]);
};

const classFor = (event: string): AlertClass => {
  if (/HEALTH|START_IMPAIRED/.test(event)) return 'availability';
  return event.includes('PLACEMENT') ? 'saturation' : 'other';
};

/** How long a service that said it cannot do what it should is believed without another word. */
const EXPIRES = 'PT1H';

/** What a service cannot do is an alert, which its steady state ends; a desired count that was set is a change. */
export const fromAction = ({ eventName, eventType, createdAt, reason, desiredCount }: z.output<typeof Action>, told: Told): Normalized => {
  const service = serviceOf(told);
  if (service === undefined) return skip(`ECS ${cut(eventName, 60)} is of no service`);
  const at = timeIn(createdAt) ?? told.at;
  const instance = instanceOf(told);
  if (eventName === 'SERVICE_DESIRED_COUNT_UPDATED') {
    return ok([changeAt(told, {
      kind: 'scaling', phase: 'succeeded', key: ['ecs-desired-count', service, at], title: `Set desired count of ${nameOf(service)}${desiredCount === null || desiredCount === undefined ? '' : ` to ${desiredCount}`}`, at,
      entities: [entity('ecs-service', service)], page: pageOf(told, service), attributes: { reason },
      ...(desiredCount === null || desiredCount === undefined ? {} : { diff: [{ path: 'desiredCount', after: desiredCount }] }),
    })]);
  }
  const steady = eventName === 'SERVICE_STEADY_STATE';
  if (!steady && eventType !== 'WARN' && eventType !== 'ERROR') return skip(`ECS ${cut(eventName, 60)}: nothing was changed and nothing is wrong`);
  const { url } = pageOf(told, service);
  return ok([{
    kind: 'alert',
    event: {
      id: factId('alert', 'aws', instance, 'ecs-service', service, eventName, at),
      fingerprint: cut(`aws:${instance ?? ''}:ecs-service/${service}`, 500),
      status: steady ? 'resolved' : 'firing',
      class: classFor(eventName),
      severity: eventType === 'ERROR' ? 'high' : 'medium',
      ...(steady ? { endsAt: at } : { startsAt: at, expiresAfter: EXPIRES }),
      updatedAt: at,
      observedAt: told.receivedAt,
      ...environmentOf(told),
      entities: [entity('ecs-service', service)],
      title: title(steady ? `${nameOf(service)} is in a steady state` : `${nameOf(service)}: ${eventName.toLowerCase().replaceAll('_', ' ')}`),
      labels: { event: cut(eventName, 200), ...(reason ? { reason: cut(reason, 1000) } : {}) },
      links: [{ title: 'ECS', url }],
      source: { provider: 'aws', ...(instance === undefined ? {} : { instance }), url },
    },
  }]);
};
