import { shippedEnvironments } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { noMetrics, systemClock, type Logger } from '@culprit/ports';
import { startCollector, type Pace } from '../collector.js';
import { Config } from '../config.js';
import { placesOf } from '../places.js';

/** The collector as a process of its own, on a log that others read too. Arguments: the log's file, settings and pace as JSON. Its log lines go to standard output. */
const main = async (path: string, settings: string, pace: string): Promise<void> => {
  // a pipe that is full waits here instead of failing, as fs.writeSync would
  const at = (level: string): Logger['info'] => (message, fields) => void process.stdout.write(`${JSON.stringify({ level, message, ...fields })}\n`);
  const logger: Logger = { debug: () => undefined, info: at('info'), warn: at('warn'), error: at('error'), child: () => logger };
  const config = Config.parse(JSON.parse(settings));
  startCollector({ log: await openEmbeddedLog({ path }), clock: systemClock, logger, metrics: noMetrics }, config, placesOf(shippedEnvironments, config), JSON.parse(pace) as Pace);
};

const [path, settings = '{}', pace = '{}'] = process.argv.slice(2);
if (path !== undefined && process.argv[1]?.endsWith('collector-process.js') === true) await main(path, settings, pace);
