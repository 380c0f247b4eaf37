import { z } from 'zod';
import { imageRef, looksSecret } from '../redact/safe.js';
import type { Facts } from './kind.js';
import { entityOf, Labels } from './meta.js';

const Ref = z.looseObject({ name: z.string().nullish() }).nullish();
const EnvVar = z.looseObject({ name: z.string(), value: z.string().nullish(), valueFrom: z.looseObject({ configMapKeyRef: Ref, secretKeyRef: Ref }).nullish() });
const Container = z.looseObject({
  name: z.string(),
  image: z.string().nullish(),
  env: z.array(EnvVar).nullish(),
  envFrom: z.array(z.looseObject({ configMapRef: Ref, secretRef: Ref })).nullish(),
});
const Volume = z.looseObject({
  name: z.string(),
  configMap: Ref,
  secret: z.looseObject({ secretName: z.string().nullish() }).nullish(),
  persistentVolumeClaim: z.looseObject({ claimName: z.string() }).nullish(),
  projected: z.looseObject({ sources: z.array(z.looseObject({ configMap: Ref, secret: Ref })).nullish() }).nullish(),
});

/** What a workload's pods are made by. */
export const PodTemplate = z.looseObject({
  metadata: z.looseObject({ labels: Labels, annotations: Labels }).nullish(),
  spec: z.looseObject({
    serviceAccountName: z.string().nullish(),
    containers: z.array(Container),
    initContainers: z.array(Container).nullish(),
    volumes: z.array(Volume).nullish(),
  }),
});
export type PodTemplate = z.output<typeof PodTemplate>;

const HOST = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@\s]*@)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*)(?::\d{1,5})?(?:[/?#].*)?$/i;
const HOST_NAME = /host|addr|url|uri|endpoint|server|service|broker|target|upstream|dsn/i;

/** The host names that values mention: of a URL, of `host:port`, of a name under Kubernetes' own domain, or of a variable that is called so. */
export const hostsOf = (pairs: Iterable<readonly [string, string]>): string[] => {
  const hosts = new Set<string>();
  for (const [name, value] of pairs) {
    if (value.length > 2000) continue;
    for (const part of value.split(/[,;\s]+/)) {
      const host = HOST.exec(part)?.[1]?.toLowerCase();
      if (host === undefined || host.length > 253 || /^[\d.]+$/.test(host) || looksSecret(part.replace(/^[a-z+.-]+:\/\/(?:[^/@]*@)?/i, '').slice(0, host.length))) continue;
      if (/:\/\/|:\d{1,5}(?:[/?]|$)/.test(part) || host.includes('.svc') || HOST_NAME.test(name)) hosts.add(host);
    }
  }
  return [...hosts].slice(0, 200);
};

const containersOf = ({ spec }: PodTemplate): z.output<typeof Container>[] => [...spec.containers, ...(spec.initContainers ?? [])];

export const imagesOf = ({ spec }: PodTemplate): string[] => spec.containers.flatMap(({ image }) => (image && imageRef(image) !== undefined ? [image] : []));

/** The objects that its pods mount or refer to, and the labels by which others choose them. */
export const podFacts = (namespace: string, template: PodTemplate): Facts => {
  const containers = containersOf(template);
  const volumes = template.spec.volumes ?? [];
  const configMaps = [
    ...containers.flatMap(({ env, envFrom }) => [...(env ?? []).map((e) => e.valueFrom?.configMapKeyRef?.name), ...(envFrom ?? []).map((e) => e.configMapRef?.name)]),
    ...volumes.flatMap((v) => [v.configMap?.name, ...(v.projected?.sources ?? []).map((s) => s.configMap?.name)]),
  ];
  const secrets = [
    ...containers.flatMap(({ env, envFrom }) => [...(env ?? []).map((e) => e.valueFrom?.secretKeyRef?.name), ...(envFrom ?? []).map((e) => e.secretRef?.name)]),
    ...volumes.flatMap((v) => [v.secret?.secretName, ...(v.projected?.sources ?? []).map((s) => s.secret?.name)]),
  ];
  const claims = volumes.map((v) => v.persistentVolumeClaim?.claimName);
  const named = (kind: string, names: readonly (string | null | undefined)[]): string[] => names.flatMap((name) => (name ? [entityOf(namespace, kind, name)] : []));
  return {
    // by what looks like a secret nothing is chosen
    podLabels: Object.fromEntries(Object.entries(template.metadata?.labels ?? {}).filter(([, value]) => !looksSecret(value))),
    uses: [...new Set([...named('configmap', configMaps), ...named('secret', secrets), ...named('persistentvolumeclaim', claims), ...named('serviceaccount', [template.spec.serviceAccountName || 'default'])])],
    hosts: hostsOf(containers.flatMap(({ env }) => (env ?? []).flatMap(({ name, value }) => (value ? [[name, value] as const] : [])))),
  };
};
