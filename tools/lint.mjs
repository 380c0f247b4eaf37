// ESLint over the whole house, behind a fresh project graph.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { writeProjectGraph } from './project-graph.mjs';

await writeProjectGraph();
const eslint = join(import.meta.dirname, '..', 'node_modules', 'eslint', 'bin', 'eslint.js');
const { status } = spawnSync(process.execPath, [eslint, '--max-warnings=0', ...(process.argv.length > 2 ? process.argv.slice(2) : ['.'])], { stdio: 'inherit' });
process.exit(status ?? 1);
