import { systemClock } from '@culprit/ports';
import { pino } from 'pino';
import type { Env } from '../config/parse.js';
import type { RunnerConfig } from '../config/runner-config.js';
import { faultText, readSettings, type Settings } from '../config/settings.js';
import { Refusal } from '../refusal.js';
import { targets } from '../targets.js';
import { openLogger } from '../world/logger.js';
import { runCulprit } from './run-culprit.js';
import { untilSignal } from './signals.js';
import { endOnUncaught } from './uncaught.js';

/** The configuration of every room, or a refusal that tells all its faults. */
export const settingsOf = (env: Env): Settings => {
  const read = readSettings(targets, env);
  if (!read.ok) throw new Refusal(faultText(read.faults).trimEnd());
  return read.settings;
};

/** Runs what TARGET names until a signal, then drains. Resolves with the exit code. */
export const start = async (process: NodeJS.Process): Promise<number> => {
  const settings = settingsOf(process.env);
  const { runner } = settings;
  const logger = openLogger({ level: runner.LOG_LEVEL, pretty: isPretty(runner, process), destination: pino.destination({ dest: 1, sync: true }) });
  endOnUncaught(process, logger);
  const signal = untilSignal(process);
  const culprit = await runCulprit(settings, { clock: systemClock, logger, variable: (name) => process.env[name] });
  logger.info('culprit stops', { signal: await signal });
  const { hung, failed } = await culprit.stop();
  logger.info('culprit stopped', { hung, failed });
  return hung.length + failed.length > 0 ? 1 : 0;
};

const isPretty = ({ LOG_FORMAT: format }: RunnerConfig, { stdout }: NodeJS.Process): boolean =>
  format === 'pretty' || (format === 'auto' && stdout.isTTY === true);
