import { application } from './application/index.js';
import { configmap } from './configmap/index.js';
import { controllerrevision } from './controllerrevision/index.js';
import { cronjob } from './cronjob/index.js';
import { customresourcedefinition } from './customresourcedefinition/index.js';
import { daemonset } from './daemonset/index.js';
import { deployment } from './deployment/index.js';
import { destinationrule } from './destinationrule/index.js';
import { event } from './event/index.js';
import { helmrelease } from './helmrelease/index.js';
import { horizontalpodautoscaler } from './horizontalpodautoscaler/index.js';
import { httproute } from './httproute/index.js';
import { ingress } from './ingress/index.js';
import { job } from './job/index.js';
import type { WatchedKind } from './kind.js';
import { kustomization } from './kustomization/index.js';
import { limitrange } from './limitrange/index.js';
import { namespace } from './namespace/index.js';
import { networkpolicy } from './networkpolicy/index.js';
import { node } from './node/index.js';
import { persistentvolumeclaim } from './persistentvolumeclaim/index.js';
import { pod } from './pod/index.js';
import { poddisruptionbudget } from './poddisruptionbudget/index.js';
import { replicaset } from './replicaset/index.js';
import { resourcequota } from './resourcequota/index.js';
import { clusterrole, role } from './role/index.js';
import { clusterrolebinding, rolebinding } from './rolebinding/index.js';
import { rollout } from './rollout/index.js';
import { scaledobject } from './scaledobject/index.js';
import { secret } from './secret/index.js';
import { service } from './service/index.js';
import { serviceaccount } from './serviceaccount/index.js';
import { statefulset } from './statefulset/index.js';
import { virtualservice } from './virtualservice/index.js';
import { mutatingwebhookconfiguration, validatingwebhookconfiguration } from './webhookconfiguration/index.js';

/** Every kind, in the order in which they are taken up: first what others are told by (which templates ran, which workloads there are, who binds whom). */
export const kinds: readonly WatchedKind[] = [
  application, replicaset, controllerrevision,
  deployment, statefulset, daemonset, rollout, cronjob, job,
  service, rolebinding, clusterrolebinding,
  ingress, httproute, virtualservice, destinationrule, networkpolicy, poddisruptionbudget,
  horizontalpodautoscaler, scaledobject, configmap, secret, persistentvolumeclaim, serviceaccount, role, clusterrole,
  kustomization, helmrelease,
  resourcequota, limitrange, namespace, node, mutatingwebhookconfiguration, validatingwebhookconfiguration, customresourcedefinition,
  pod, event,
];
