import { z } from 'zod';
import { address, maybe, words } from '../../provider/loose.js';

export const Settings = z.object({
  environments: z.record(z.string(), z.string().min(1).max(500)).default({ 'Prod-*': 'production', 'Staging-*': 'staging' })
    .describe('Environments by their name at Split, which may have `*`; the first that fits. Split itself names them `Prod-<project>` and `Staging-<project>`.'),
});
export type Settings = z.output<typeof Settings>;

const number = z.union([z.number(), z.string().regex(/^\d{1,20}$/), z.bigint()]).transform(String);
const definition = z.string().nullish().catch(undefined).transform((text) => text ?? undefined);

const Version = z.object({ changeNumber: number.optional().catch(undefined), definition, time: number.optional().catch(undefined), editor: words() });

/** An entry of the audit log of a flag or a segment, with the version before it. */
export const Audit = z.object({
  name: z.string().min(1).max(300),
  type: z.string().max(60).default('split'),
  changeNumber: number,
  time: number,
  definition,
  title: words(500),
  description: words(2000),
  link: address,
  environmentName: words(),
  editor: words(),
  previous: maybe(Version),
});
export type Audit = z.output<typeof Audit>;

const Named = z.object({ name: words(), id: words(100), environment: words(), environmentName: words(), workspace: words(), trafficType: words() });

/** An entry of the admin audit log. */
export const AdminAudit = z.object({
  id: z.string().min(1).max(200),
  auditLogType: z.string().min(1).max(200),
  editor: maybe(z.object({ id: words(100), name: words(), type: words(60) })),
  createdAt: number,
  currentObject: maybe(Named),
  changes: z.record(z.string().max(300), z.object({ from: z.unknown().optional(), to: z.unknown().optional() })).nullish().catch(undefined),
});
export type AdminAudit = z.output<typeof AdminAudit>;
