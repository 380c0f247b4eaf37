import { z } from 'zod';

const text = z.string().min(1).max(500);
const refs = z.array(text).max(1000).nullish();

/** The fields that we use of a Backstage entity; it may have any others. https://backstage.io/docs/features/software-catalog/descriptor-format */
export const Entity = z.looseObject({
  apiVersion: z.string(),
  kind: text,
  metadata: z.looseObject({
    name: text,
    namespace: text.nullish(),
    title: text.nullish(),
    // Backstage wants text; YAML makes numbers of some
    annotations: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
    links: z.array(z.looseObject({ url: z.string().min(1).max(4000), title: text.nullish() })).max(1000).nullish(),
  }),
  spec: z.looseObject({ owner: text.nullish(), system: text.nullish(), dependsOn: refs, dependencyOf: refs, providesApis: refs, consumesApis: refs }).nullish(),
});
export type Entity = z.output<typeof Entity>;

export const isEntity = (value: unknown): boolean =>
  value !== null && typeof value === 'object' && 'apiVersion' in value && typeof value.apiVersion === 'string' && value.apiVersion.startsWith('backstage.io/');
