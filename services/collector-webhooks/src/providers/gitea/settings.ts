import { z } from 'zod';
import { Branches } from '../../provider/branches.js';
import { Deploys } from '../../provider/deploys.js';
import { Paths } from '../../provider/paths.js';

export const Settings = z.object({ paths: Paths, deploys: Deploys, branches: Branches }).prefault({});
export type Settings = z.output<typeof Settings>;
