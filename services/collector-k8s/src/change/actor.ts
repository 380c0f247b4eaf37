import type { Actor } from '@culprit/domain';
import type { Writer } from '../kinds/kind.js';

/** What the configuration says of managers: `jenkins` → automation. */
export type Managers = ReadonlyMap<string, Actor['kind']>;

const AUTOSCALERS = /^(keda(-operator|-operator-metrics-apiserver)?|vpa-.*|horizontal-pod-autoscaler)$/;
const AUTOMATION = /^(argocd(-.*)?|argo-?rollouts.*|rollouts-controller|kustomize-controller|helm-controller|source-controller|flux(-.*|cd.*)?|gotk-.*|kube-controller-manager|deployment-controller|kube-scheduler|kubelet|cert-manager-.*|clusterrole-aggregation-controller)$/;
/** What a person types; apply and create are as often a pipeline's. */
const HUMAN = /^kubectl-(edit|patch|scale|rollout|set|annotate|label|cordon|drain|taint)$/;

/** Of kubectl's commands those that write under its plain name: scale, rollout undo, cordon, uncordon and drain. What it applies server-side stands there as `Apply`. */
const isTyped = ({ manager, operation, subresource }: Writer): boolean => manager === 'kubectl' && (subresource === 'scale' || operation === 'Update');

const kindOf = (writer: Writer): Actor['kind'] => {
  const { manager, subresource } = writer;
  if (subresource === 'scale' && manager === 'kube-controller-manager') return 'autoscaler';
  if (AUTOSCALERS.test(manager)) return 'autoscaler';
  if (AUTOMATION.test(manager)) return 'automation';
  if (HUMAN.test(manager) || isTyped(writer)) return 'human';
  return 'unknown';
};

/** Who scales a workload by itself. */
export type Autoscaler = 'horizontalpodautoscaler' | 'scaledobject';

/** Of a scale that nobody's name stands on: KEDA goes to zero and back, an autoscaler of Kubernetes never does; without either it was somebody's own doing. */
export const scalerOf = (autoscaler: Autoscaler | undefined, before: unknown, after: unknown): Actor => {
  const zero = before === 0 || after === 0;
  if (autoscaler === undefined || (autoscaler === 'horizontalpodautoscaler' && zero)) return { kind: 'human', basis: 'manager' };
  return { name: autoscaler === 'scaledobject' ? 'keda' : 'kube-controller-manager', kind: 'autoscaler', basis: 'manager' };
};

export const actorOf = (writer: Writer | undefined, managers: Managers = new Map()): Actor =>
  writer === undefined || writer.manager === '' ? { kind: 'unknown', basis: 'manager' } : { name: writer.manager.slice(0, 512), kind: managers.get(writer.manager) ?? kindOf(writer), basis: 'manager' };
