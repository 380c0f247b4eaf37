import { z } from 'zod';
import { kind } from '../define.js';
import { controllerOf } from '../meta.js';
import { templateLeaves } from '../template-leaves.js';

const ControllerRevision = z.object({ revision: z.int(), data: z.object({ spec: z.object({ template: z.unknown().optional() }).nullish() }).nullish() });

/** The templates that StatefulSets and DaemonSets had. */
export const controllerrevision = kind({
  name: 'controllerrevision',
  title: 'ControllerRevision',
  served: [{ group: 'apps', version: 'v1', plural: 'controllerrevisions' }],
  namespaced: true,
  reach: 'objects',
  schema: ControllerRevision,
  step: ({ metadata, revision, data }, redactor) => {
    const owner = controllerOf(metadata);
    const kept = data?.spec?.template;
    if (owner === undefined || !metadata.creationTimestamp || kept === undefined) return undefined;
    return { of: owner.uid, name: owner.name, revision, at: metadata.creationTimestamp, template: () => templateLeaves(kept, redactor) };
  },
});
