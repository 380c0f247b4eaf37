// The collector with every provider configured, over the embedded log at argv[2], a process of its own. Talks by IPC: tells its address; asked for
// `lag`, tells for how long (ms, 99th percentile) its event loop stood still since it was last asked.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { topics } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { Config, providers, startCollector, variableOf } from '@culprit/collector-webhooks';

const [, , path = '', secret = ''] = process.argv;
const log = await openEmbeddedLog({ path });
await log.ensureTopics(Object.values(topics));
const config = Config.parse({ COLLECTOR_WEBHOOKS_PORT: '0', COLLECTOR_WEBHOOKS_TOKENS: secret, ...Object.fromEntries(providers.map((provider) => [variableOf(provider), secret])) });
const collector = await startCollector({ log, logger: silentLogger, metrics: noMetrics, clock: systemClock }, config as Parameters<typeof startCollector>[1]);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on('message', () => {
  process.send?.({ p99: delay.percentile(99) / 1e6 });
  delay.reset();
});
process.send?.({ url: collector.url });
