import { z } from 'zod';
import { kind } from '../define.js';
import { distinct, serviceOfHost } from '../routes.js';

const DestinationRule = z.object({ spec: z.looseObject({ host: z.string() }) });

/** Istio. */
export const destinationrule = kind({
  name: 'destinationrule',
  title: 'DestinationRule',
  served: [{ group: 'networking.istio.io', version: 'v1', plural: 'destinationrules' }, { group: 'networking.istio.io', version: 'v1beta1', plural: 'destinationrules' }, { group: 'networking.istio.io', version: 'v1alpha3', plural: 'destinationrules' }],
  namespaced: true,
  change: 'config',
  reach: 'objects',
  loudStatus: true,
  schema: DestinationRule,
  facts: ({ metadata, spec }) => ({ acts: distinct([serviceOfHost(metadata.namespace, spec.host)]) }),
});
