import { z } from 'zod';
import { Branches } from '../../provider/branches.js';
import { Deploys } from '../../provider/deploys.js';

export const Settings = z.object({ branches: Branches, deploys: Deploys }).prefault({});
export type Settings = z.output<typeof Settings>;
