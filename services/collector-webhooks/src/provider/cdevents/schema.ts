import { z } from 'zod';

const name = z.string().min(1).max(400);
const url = z.string().max(4000).nullish();
/** Another subject: a repository, an environment, a service, a run. */
const Reference = z.object({ id: name, source: z.string().nullish(), type: z.string().nullish() });

/**
 * What we use of any CDEvent, 0.1 to 0.6: the fields of all subjects in one, because each is optional somewhere. `url` became `uri` in 0.4.
 * https://github.com/cdevents/spec
 */
const Content = z.object({
  environment: Reference.nullish().catch(undefined),
  artifactId: z.string().max(2000).nullish(),
  change: Reference.nullish().catch(undefined),
  repository: Reference.nullish().catch(undefined),
  service: Reference.nullish().catch(undefined),
  target: z.unknown().optional(),
  desiredState: Reference.nullish().catch(undefined),
  pipelineRun: Reference.nullish().catch(undefined),
  name: z.string().max(400).nullish(),
  pipelineName: z.string().max(400).nullish(),
  taskName: z.string().max(400).nullish(),
  description: z.string().nullish(),
  outcome: z.string().nullish(),
  errors: z.string().nullish(),
  reason: z.string().nullish(),
  user: z.string().max(400).nullish(),
  changed: z.boolean().nullish(),
  fromVersion: z.string().max(400).nullish(),
  toVersion: z.string().max(400).nullish(),
  deploymentId: z.string().max(400).nullish(),
  ticketURI: url,
  uri: url,
  url,
});
export type Content = z.output<typeof Content>;

export const CdEvent = z.object({
  context: z.object({
    version: z.string().nullish(),
    specversion: z.string().nullish(),
    id: name,
    chainId: z.string().max(400).nullish(),
    source: name,
    type: z.string().min(1).max(400),
    timestamp: z.string().max(100),
    links: z.unknown().optional(),
  }),
  subject: z.object({ id: z.string().min(1).max(2000), source: z.string().max(400).nullish(), content: Content.nullish() }),
  customData: z.unknown().optional(),
});
export type CdEvent = z.output<typeof CdEvent>;

/** One event with the words that every mapping asks for. */
export interface Told {
  readonly event: CdEvent;
  readonly content: Content;
  /** `service` of `dev.cdevents.service.deployed.0.3.0`. */
  readonly subject: string;
  readonly predicate: string;
  /** Who names the subject: two sources may name the same id. */
  readonly source: string;
  readonly at: string;
  readonly receivedAt: string;
}
