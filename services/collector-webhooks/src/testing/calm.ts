// Does nothing but measure how long its event loop is kept from running, by whatever else the machine does. Talks by IPC, as serve.ts does.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on('message', () => {
  process.send?.({ p99: delay.percentile(99) / 1e6 });
  delay.reset();
});
process.send?.('ready');
