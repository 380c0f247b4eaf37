import { ChangeKind, ChangePhase } from '@culprit/domain';
import { z } from 'zod';

const path = (what: string, example: string) => z.string().max(200).default('').describe(`Where in the event ${what} stands, as names between dots: \`${example}\`; empty: it is not told.`);

/** How the events of some types are read as changes. */
export const Rule = z.object({
  type: z.string().min(1).max(300).describe('The types it is for; `*` stands for any text: `com.acme.deploy.*`.'),
  as: z.union([ChangeKind, z.literal('skip')]).default('custom').describe('The kind of change that it is, or `skip`.'),
  phase: ChangePhase.default('succeeded').describe('What had become of it when it was told.'),
  service: path('the name of the service', 'data.service'),
  entity: path('the lasting thing that was changed', 'data.repository.full_name'),
  environment: path('the environment', 'data.environment'),
  title: path('the title', 'data.summary'),
  actor: path('who did it', 'data.user'),
  version: path('the version', 'data.version'),
  commit: path('the commit', 'data.sha'),
  url: path('an address to look at', 'data.url'),
  key: path('what names the fact, the same for all its phases', 'data.deployment.id'),
});
export type Rule = z.output<typeof Rule>;

export const Settings = z.object({
  rules: z.array(Rule).max(200).default([]).describe('How events of types that are nobody\'s standard are read; the first that fits counts.'),
  others: z.enum(['change', 'skip']).default('change').describe('What an event is that no rule fits: a custom change that names its subject, or skipped.'),
});
export type Settings = z.output<typeof Settings>;
