import { factId } from '@culprit/domain';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { classOf, title } from '../../provider/wording.js';
import { entitiesOf, environmentOf, instanceOf, isLasting, isWorkload, pageOf, placeOf } from './application.js';
import type { Application, Settings } from './schema.js';

/** An Application that is Degraded is one alerting instance, which ends when it is Healthy; what lies between is neither. */
export const fromHealth = (app: Application, argocdUrl: string | undefined, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const { status = 'unknown', message, lastTransitionTime } = app.status?.health ?? {};
  if (status !== 'Degraded' && status !== 'Healthy') return skip(`health ${status} is neither Degraded nor Healthy`);
  const at = instant(lastTransitionTime) ?? instant(app.status?.reconciledAt) ?? receivedAt;
  const { uid, name } = app.metadata;
  const page = pageOf(argocdUrl, app);
  const resources = (app.status?.resources ?? []).filter(isLasting);
  const degraded = resources.filter(({ health }) => health?.status === 'Degraded');
  const { cluster, namespace } = placeOf(app, settings);
  const operation = instant(app.status?.operationState?.startedAt);
  const { project } = app.spec;
  const about = degraded.length > 0 ? degraded : resources.filter(isWorkload);
  return ok([{
    kind: 'alert',
    event: {
      id: factId('alert', 'argocd', uid, 'health', status, at),
      fingerprint: `argocd:${uid}:health`,
      status: status === 'Degraded' ? 'firing' : 'resolved',
      class: message === undefined || classOf(message) === 'other' ? 'availability' : classOf(message),
      severity: 'high',
      ...(status === 'Degraded' ? { startsAt: at } : { endsAt: at }),
      updatedAt: at,
      observedAt: receivedAt,
      ...environmentOf(app),
      ...(cluster === undefined ? {} : { cluster }),
      entities: entitiesOf(app, about),
      title: title(`Application ${name} is ${status.toLowerCase()}${message === undefined ? '' : `: ${message}`}`),
      labels: {
        application: name,
        ...(project === undefined ? {} : { project }),
        ...(namespace === undefined ? {} : { namespace }),
        ...(operation === undefined ? {} : { operation: `argocd:${uid}:${operation}` }),
      },
      links: page === undefined ? [] : [{ title: `Argo CD: ${name}`, url: page }],
      source: { provider: 'argocd', instance: instanceOf(app), ...(page === undefined ? {} : { url: page }) },
    },
  }]);
};
