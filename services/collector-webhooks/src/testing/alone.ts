// A collector of the built code, a process of its own on an embedded log: `node alone.js <directory>`, its configuration in the environment. Tells by
// IPC where it listens, and when asked how long its event loop was held up at
// most since the last time, ms: of its own doing, since a machine that is busy with other things holds everybody up.
import { join } from 'node:path';
import { topics } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { Config, type Config as Configuration } from '../config.js';
import { startCollector } from '../service.js';

const [directory = '.'] = process.argv.slice(2);
const log = await openEmbeddedLog({ path: join(directory, 'log.sqlite') });
await log.ensureTopics(Object.values(topics));
const collector = await startCollector({ log, logger: silentLogger, metrics: noMetrics, clock: systemClock }, Config.parse(process.env) as Configuration);
let held = 0;
let wall = performance.now();
let cpu = process.threadCpuUsage();
setInterval(() => {
  const used = process.threadCpuUsage(cpu);
  const [now, before] = [performance.now(), wall];
  held = Math.max(held, Math.min(now - before, (used.user + used.system) / 1000));
  wall = now;
  cpu = process.threadCpuUsage();
}, 1);
process.on('message', () => {
  process.send?.({ heldMs: held });
  held = 0;
});
process.on('disconnect', () => process.exit());
process.send?.({ url: collector.url });
