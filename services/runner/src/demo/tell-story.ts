import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { systemClock } from '@culprit/ports';
import { pino } from 'pino';
import type { Terminal } from '../cli/terminal.js';
import { ports } from '../config/refusals.js';
import type { Settings } from '../config/settings.js';
import { runCulprit } from '../run/run-culprit.js';
import { untilSignal } from '../run/signals.js';
import { settingsOf } from '../run/start.js';
import { troubleText } from '../run/trouble.js';
import { endOnUncaught } from '../run/uncaught.js';
import { safe } from '../text/safe.js';
import { demandFreePorts } from '../world/free-ports.js';
import { takeDataDirectory } from '../world/lock.js';
import { openLogger } from '../world/logger.js';
import { environmentOf } from './environment.js';
import { play } from './play.js';
import type { OpenStage, Stage } from './stage.js';
import { storyTime } from './story-time.js';

/** Opens a cluster, starts a Culprit, plays the story, and stays until a signal. */
export const tellStory = async (process: NodeJS.Process, terminal: Terminal, fresh: boolean, open: OpenStage): Promise<number> => {
  const directory = resolve(process.env['DATA_DIR'] || '.data/demo');
  const secrets = { github: randomBytes(24).toString('hex'), datadog: randomBytes(24).toString('hex') };
  const stage = await open({ env: process.env, terminal });
  try {
    const settings = settingsOf(environmentOf(process.env, directory, stage.settings, secrets));
    await demandFreePorts(settings.runner.HOST, [...ports(settings.runner), ...Object.values(settings.values).flatMap(ports)]);
    await claim(directory, fresh);
    return await run(process, terminal, settings, directory, stage, secrets);
  } finally {
    await stage.close();
  }
};

const OURS = ['story.json', 'store', 'log.sqlite', 'log.sqlite-wal', 'log.sqlite-shm', 'culprit.log'];

/** Refuses in words what cannot be written to and what a running demo holds; `fresh` removes what an earlier one wrote, nothing else. */
const claim = async (directory: string, fresh: boolean): Promise<void> => {
  const lock = takeDataDirectory(directory);
  if (fresh) await Promise.all(OURS.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  lock.release();
};

const run = async (process: NodeJS.Process, terminal: Terminal, settings: Settings, directory: string, stage: Stage, secrets: { github: string; datadog: string }): Promise<number> => {
  const file = join(directory, 'culprit.log');
  const logger = openLogger({ level: settings.runner.LOG_LEVEL, pretty: false, destination: pino.destination({ dest: file, sync: true }) });
  endOnUncaught(process, logger, (error) => terminal.err(`\nCulprit ended, which it should not: ${safe(troubleText(error))}\nWhat it logged is in ${file}\n`));
  const signal = untilSignal(process);
  const begun = performance.now();
  terminal.out(`\n${terminal.paint.bold('Culprit')}: what changed, and which change did it?\n\n`);
  const { now, again } = await storyTime(directory, Date.now());
  // Before anybody watches: this is how the cluster stood, not what happened to it.
  await stage.before(now);
  const culprit = await runCulprit(settings, { clock: systemClock, logger });
  terminal.out(terminal.paint.dim(`  All services run in this process after ${((performance.now() - begun) / 1_000).toFixed(1)} s; what they log is in ${relative(process.cwd(), file)}\n\n`));
  let code = 0;
  try {
    const told = await Promise.race([play({ culprit, stage, terminal, settings, secrets }, now, again), signal.then(() => undefined)]);
    if (told === false) code = 1;
    else await signal;
  } finally {
    const { hung, failed } = await culprit.stop();
    if (hung.length + failed.length > 0) {
      terminal.err(`Did not stop cleanly: ${[...hung, ...failed].join(', ')}. What they logged is in ${file}\n`);
      code = 1;
    }
  }
  return code;
};
