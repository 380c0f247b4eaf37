import { z } from 'zod';
import { flatten } from '../../redact/flatten.js';
import type { Leaves } from '../../redact/leaf.js';
import type { Redactor } from '../../redact/redactor.js';
import { kind } from '../define.js';

const Configuration = z.object({ webhooks: z.array(z.looseObject({})).nullish() });

const leaves = ({ webhooks }: z.output<typeof Configuration>, redactor: Redactor): Leaves => flatten('webhooks', webhooks ?? [], redactor);
const rest = { namespaced: false, change: 'infrastructure', reach: 'cluster', schema: Configuration, leaves } as const;
const group = 'admissionregistration.k8s.io';

export const mutatingwebhookconfiguration = kind({ name: 'mutatingwebhookconfiguration', title: 'MutatingWebhookConfiguration', served: [{ group, version: 'v1', plural: 'mutatingwebhookconfigurations' }], ...rest });
export const validatingwebhookconfiguration = kind({ name: 'validatingwebhookconfiguration', title: 'ValidatingWebhookConfiguration', served: [{ group, version: 'v1', plural: 'validatingwebhookconfigurations' }], ...rest });
