import { z } from 'zod';
import { kind } from '../define.js';
import { distinct, serviceOfHost } from '../routes.js';

const Route = z.looseObject({ route: z.array(z.looseObject({ destination: z.looseObject({ host: z.string() }).nullish() })).nullish() });
const VirtualService = z.object({ spec: z.looseObject({ http: z.array(Route).nullish(), tcp: z.array(Route).nullish(), tls: z.array(Route).nullish() }) });

const destination = (item: Readonly<Record<string, unknown>>): string | undefined => {
  const to = item['destination'];
  if (typeof to !== 'object' || to === null || !('host' in to)) return undefined;
  return 'subset' in to ? `${String(to.host)} ${String(to.subset)}` : String(to.host);
};

/** Istio. */
export const virtualservice = kind({
  name: 'virtualservice',
  title: 'VirtualService',
  served: [{ group: 'networking.istio.io', version: 'v1', plural: 'virtualservices' }, { group: 'networking.istio.io', version: 'v1beta1', plural: 'virtualservices' }, { group: 'networking.istio.io', version: 'v1alpha3', plural: 'virtualservices' }],
  namespaced: true,
  change: 'config',
  reach: 'objects',
  loudStatus: true,
  schema: VirtualService,
  lists: { route: destination },
  facts: ({ metadata, spec }) => {
    const routes = [...(spec.http ?? []), ...(spec.tcp ?? []), ...(spec.tls ?? [])].flatMap(({ route }) => route ?? []);
    return { acts: distinct(routes.map((each) => (each.destination ? serviceOfHost(metadata.namespace, each.destination.host) : undefined))) };
  },
});
