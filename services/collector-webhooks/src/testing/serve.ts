// The collector with every provider configured, over the embedded log at argv[2], a process of its own. Talks by IPC: tells its address; asked for
// `lag`, tells for how long (ms of CPU of its own thread, 99th percentile) its event loop went on without coming round since it was last asked. CPU and
// not the clock: what else the machine does is not its doing.
import { topics } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { Config, providers, startCollector, variableOf } from '@culprit/collector-webhooks';

const [, , path = '', secret = ''] = process.argv;
const log = await openEmbeddedLog({ path });
await log.ensureTopics(Object.values(topics));
const config = Config.parse({ COLLECTOR_WEBHOOKS_PORT: '0', COLLECTOR_WEBHOOKS_TOKENS: secret, ...Object.fromEntries(providers.map((provider) => [variableOf(provider), secret])) });
const collector = await startCollector({ log, logger: silentLogger, metrics: noMetrics, clock: systemClock }, config as Parameters<typeof startCollector>[1]);

let turns: number[] = [];
let before = process.threadCpuUsage();
setInterval(() => {
  const { user, system } = process.threadCpuUsage(before);
  turns.push((user + system) / 1000);
  before = process.threadCpuUsage();
}, 1);
process.on('message', () => {
  const sorted = turns.sort((a, b) => a - b);
  process.send?.({ p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 });
  turns = [];
});
process.send?.({ url: collector.url });
