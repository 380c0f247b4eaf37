import { z } from 'zod';
import { kind } from '../define.js';

const Claim = z.object({ spec: z.looseObject({}).transform(({ volumeName: _bound, ...spec }) => spec) });

/** Which volume it is bound to is the cluster's doing. */
export const persistentvolumeclaim = kind({
  name: 'persistentvolumeclaim',
  title: 'PersistentVolumeClaim',
  served: [{ group: '', version: 'v1', plural: 'persistentvolumeclaims' }],
  namespaced: true,
  change: 'infrastructure',
  reach: 'objects',
  schema: Claim,
});
