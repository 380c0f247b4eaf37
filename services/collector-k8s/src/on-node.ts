import { z } from 'zod';
import { METADATA_ONLY, type KubeApi } from './api/api.js';
import { ownerEntity } from './kinds/pod/owner.js';
import { Pod } from './kinds/pod/schema.js';
import type { Board } from './report/board.js';
import { list } from './watch/list.js';

/** Of a service: its pods on one node, and how many it should have in all; without `of` where nobody says. */
export type Pods = { readonly here: number; readonly of?: number };

/** What runs on a node: the entities of the workloads, and their services by name. */
export interface OnNode {
  readonly workloads: readonly string[];
  readonly services: Readonly<Record<string, Pods>>;
}

export interface OnNodeParts {
  readonly api: KubeApi;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly environmentOf: (namespace: string) => string;
  readonly board: Pick<Board, 'serviceOf' | 'wanted'>;
  readonly pageSize: number;
  readonly silentMs: number;
}

const Metadata = z.object({ metadata: Pod.shape.metadata });
const namespaceOf = (entity: string): string => entity.slice(0, entity.indexOf('/'));

/**
 * Asks the cluster what runs on a node now: of pods that are well nothing is kept here, and nodes are changed seldom. Asked for are the owners alone,
 * none of what a pod says, and as the API server has it at hand (version 0): it has an index of pods by node there, and reads nothing of its store.
 * Rejects where the cluster does not answer.
 */
export const onNode = ({ api, namespaces, environmentOf, board, pageSize, silentMs }: OnNodeParts) => async (node: string, environment: string, signal: AbortSignal): Promise<OnNode> => {
  const pods = new Map<string, number>();
  const query = { resourceVersion: '0', fieldSelector: `spec.nodeName=${node},status.phase!=Succeeded,status.phase!=Failed` };
  for (const namespace of namespaces.length === 0 ? [undefined] : namespaces) {
    const path = `/api/v1/${namespace === undefined ? '' : `namespaces/${encodeURIComponent(namespace)}/`}pods`;
    await list({ api, path, query, accept: METADATA_ONLY.accept, pageSize, silentMs, signal }, (items) => {
      for (const item of items) {
        const read = Metadata.safeParse(item);
        const entity = read.success ? ownerEntity(read.data) : undefined;
        if (entity !== undefined && environmentOf(namespaceOf(entity)) === environment) pods.set(entity, (pods.get(entity) ?? 0) + 1);
      }
      return Promise.resolve();
    });
  }
  const services = new Map<string, number>();
  const workloads = [...pods.keys()].filter((entity) => board.serviceOf(entity) !== undefined).sort();
  for (const entity of workloads) {
    const name = board.serviceOf(entity) ?? '';
    services.set(name, (services.get(name) ?? 0) + (pods.get(entity) ?? 0));
  }
  return {
    workloads,
    services: Object.fromEntries([...services].map(([name, here]) => {
      const of = board.wanted(name, environment);
      return [name, of === undefined ? { here } : { here, of }];
    })),
  };
};
