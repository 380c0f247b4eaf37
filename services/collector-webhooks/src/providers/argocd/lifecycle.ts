import { factId, type Change } from '@culprit/domain';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { title } from '../../provider/wording.js';
import { entitiesOf, environmentOf, instanceOf, isLasting, isWorkload, pageOf, placeOf } from './application.js';
import type { Application, Settings } from './schema.js';

/** An Application came into being, or is being deleted. */
export const fromLifecycle = (app: Application, argocdUrl: string | undefined, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const { uid, name, creationTimestamp, deletionTimestamp } = app.metadata;
  const what = deletionTimestamp === undefined ? 'created' : 'deleted';
  const at = instant(deletionTimestamp ?? creationTimestamp);
  if (at === undefined) return skip(`application ${name} was ${what}, when is not told`);
  const page = pageOf(argocdUrl, app);
  const change: Change = {
    id: factId('change', 'argocd', uid, what),
    parser: 2,
    kind: 'deployment',
    phase: 'succeeded',
    phases: [{ phase: 'succeeded', at }],
    occurredAt: at,
    finishedAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'argocd', instance: instanceOf(app), ...(page === undefined ? {} : { url: page }) },
    ...environmentOf(app),
    ...placeOf(app, settings),
    services: [],
    entities: entitiesOf(app, (app.status?.resources ?? []).filter((each) => isLasting(each) && isWorkload(each))),
    title: title(`Application ${name} ${what}`),
    diff: [],
    identities: [],
    links: page === undefined ? [] : [{ title: `Argo CD: ${name}`, url: page }],
    attributes: { application: name, ...(app.spec.project === undefined ? {} : { project: app.spec.project }) },
  };
  return ok([{ kind: 'change', event: change }]);
};
