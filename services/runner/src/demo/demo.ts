import { Command, CommanderError } from 'commander';
import { terminalOf } from '../cli/terminal.js';
import { troubleText } from '../run/trouble.js';
import { safe } from '../text/safe.js';
import { playedStage } from './played-stage.js';
import { realStage } from './real-stage.js';
import { tellStory } from './tell-story.js';

/** The story of the README, told by the real parts in one process. Resolves with the exit code when a signal has ended it. */
export const main = async (process: NodeJS.Process): Promise<number> => {
  const terminal = terminalOf(process);
  const command = new Command('npm run demo --')
    .description('Tells which change caused an incident, and why: a story, sent through the real doors of a Culprit of its own.')
    .option('--fresh', 'forget the data of earlier runs and start over')
    .option('--kubernetes', 'on a real Kubernetes control plane of its own, built once with Go; it always starts over')
    .exitOverride()
    .showHelpAfterError();
  try {
    const { fresh = false, kubernetes = false } = command.parse(process.argv).opts<{ fresh?: true; kubernetes?: true }>();
    return await (kubernetes ? tellStory(process, terminal, true, realStage) : tellStory(process, terminal, fresh, playedStage));
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.err(`${safe(troubleText(error))}\n`);
    return 1;
  }
};
