import { z } from 'zod';

const text = z.string().catch('');
const User = z.object({ username: text });

/** The fields that we use of an event of `audit.k8s.io/v1`; what was asked and answered is never looked at. */
export const AuditEvent = z.object({
  auditID: z.string().min(1).max(200),
  stage: text,
  verb: text,
  requestURI: text,
  user: User,
  impersonatedUser: User.optional().catch(undefined),
  userAgent: text,
  objectRef: z.object({ resource: text, namespace: text, name: text, subresource: text }).optional().catch(undefined),
  responseStatus: z.object({ code: z.number().catch(0) }).optional().catch(undefined),
  requestReceivedTimestamp: z.iso.datetime({ offset: true }),
  stageTimestamp: z.iso.datetime({ offset: true }),
});
export type AuditEvent = z.output<typeof AuditEvent>;

/** A webhook of an API server sends 400 at a time. */
export const MOST_ITEMS = 20_000;
export const EventList = z.object({ kind: z.literal('EventList'), apiVersion: z.literal('audit.k8s.io/v1'), items: z.array(z.unknown()).max(MOST_ITEMS) });

/** One write by somebody, as far as it says who made a change. */
export const Write = z.object({
  id: z.string(),
  cluster: z.string(),
  /** `deployments`. */
  resource: z.string(),
  namespace: z.string(),
  name: z.string(),
  verb: z.enum(['create', 'update', 'delete']),
  /** Who authenticated, or for whom a proxy did. */
  user: z.string(),
  /** For whom `user`, a person, acted. */
  onBehalfOf: z.string().optional(),
  person: z.boolean(),
  /** The field manager that the write stands under. */
  manager: z.string(),
  /** When it came and when it was answered, ms. */
  from: z.number(),
  to: z.number(),
});
export type Write = z.output<typeof Write>;
