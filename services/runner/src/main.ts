#!/usr/bin/env node
import { unfitNode } from './node-version.js';

const unfit = unfitNode(process.version);
if (unfit !== undefined) {
  process.stderr.write(unfit);
  process.exit(1);
}
// Only now: what follows does not load on an older Node.
const { main } = await import('./cli/program.js');
await main(process.argv.slice(2));
