import { z } from 'zod';
import { flatten } from '../../redact/flatten.js';
import { kind } from '../define.js';

const ServiceAccount = z.object({ imagePullSecrets: z.array(z.looseObject({ name: z.string().nullish() })).nullish(), automountServiceAccountToken: z.boolean().nullish() });

/** The role that a cloud gives to whoever runs under it. */
const CLOUD_ROLE = /^(eks\.amazonaws\.com\/role-arn|iam\.gke\.io\/gcp-service-account|azure\.workload\.identity\/.+)$/;

export const serviceaccount = kind({
  name: 'serviceaccount',
  title: 'ServiceAccount',
  served: [{ group: '', version: 'v1', plural: 'serviceaccounts' }],
  namespaced: true,
  change: 'config',
  reach: 'objects',
  schema: ServiceAccount,
  derived: ({ metadata }) => metadata.name === 'default',
  leaves: ({ metadata, imagePullSecrets, automountServiceAccountToken }, redactor) => ({
    ...flatten('imagePullSecrets', imagePullSecrets ?? [], redactor),
    ...(typeof automountServiceAccountToken === 'boolean' ? { automountServiceAccountToken } : {}),
    ...flatten('metadata', { annotations: Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => CLOUD_ROLE.test(key))) }, redactor),
  }),
});
