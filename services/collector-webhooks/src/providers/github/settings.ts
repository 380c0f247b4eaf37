import { z } from 'zod';
import { Deploys } from '../../provider/deploys.js';
import { Paths } from '../../provider/paths.js';

export const Settings = z.object({
  paths: Paths,
  deploys: Deploys,
  property: z.string().min(1).max(100).default('service').describe('The custom property of a repository that names its service.'),
  topicPrefix: z.string().max(100).default('service-').describe('What a repository topic that names its service begins with: "service-checkout"; empty: topics name nobody.'),
}).prefault({});
export type Settings = z.output<typeof Settings>;
