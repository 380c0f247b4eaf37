import type { ChangeScope } from '@culprit/domain';
import type { Facts, WatchedKind } from '../kinds/kind.js';
import type { Autoscaler, Managers } from './actor.js';
import type { Lineage } from './lineage.js';

/** Whose a change is: entities of what was changed and of the workloads that it is made of, or the place that it may touch. */
export interface About {
  readonly entities: readonly string[];
  readonly scope?: ChangeScope;
}

/** Where and how something was found. */
export interface Found {
  readonly cluster: string;
  readonly environmentOf: (namespace: string) => string;
  readonly kind: WatchedKind;
  readonly observedAt: string;
  /** Set when it was found by comparing a list with what was known: the last moment at which the cluster had been seen. */
  readonly reconciledSince?: string;
  readonly managers: Managers;
  readonly about: (object: { readonly namespace: string; readonly name: string }, facts: Facts | undefined) => About;
  readonly autoscalerOf: (object: { readonly namespace: string; readonly name: string }) => Autoscaler | undefined;
  readonly lineage: Lineage;
  /** The sync that was writing the objects of an Argo CD Application at a time. */
  readonly syncAt: (application: string, at: string) => string | undefined;
}
