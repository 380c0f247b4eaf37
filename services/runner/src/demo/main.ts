import { unfitNode } from '../node-version.js';

const unfit = unfitNode(process.version);
if (unfit !== undefined) {
  process.stderr.write(unfit);
  process.exit(1);
}
// Only now: what follows does not load on an older Node.
const { main } = await import('./demo.js');
const { endWith } = await import('../cli/end.js');
await endWith(process, await main(process));
