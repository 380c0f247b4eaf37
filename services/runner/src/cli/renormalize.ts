import type { RenormalizeRequest } from '@culprit/collector-webhooks';
import type { Command } from 'commander';
import { instant, wholeNumber } from './options.js';
import type { Terminal } from './terminal.js';

interface Options extends Omit<RenormalizeRequest, 'dryRun'> {
  readonly dryRun?: true;
}

export const addRenormalize = (program: Command, terminal: Terminal): void => {
  program.command('renormalize')
    .description('read deliveries of a provider again with the present mapping, and append their events under the same ids')
    .requiredOption('--provider <name>', 'whose deliveries: github, datadog ...')
    .requiredOption('--from <time>', 'received at or after this time', instant)
    .option('--to <time>', 'received before this time', instant)
    .option('--endpoint <name>', 'only those that came in there')
    .option('--rate <number>', 'at most so many events a second', wholeNumber(1, 1_000_000), 1_000)
    .option('--dry-run', 'count, and write nothing')
    .action(async ({ dryRun, ...request }: Options) => {
      const [{ renormalizeLog }, { providerOf }] = await Promise.all([import('../run/again.js'), import('../webhook/test-delivery.js')]);
      providerOf(request.provider);
      const { deliveries, events, raised, skipped, refused, incomplete } = await renormalizeLog(terminal.env, { ...request, dryRun: dryRun === true });
      terminal.out(`${deliveries} deliveries: ${events} events ${dryRun === true ? 'would be' : 'were'} appended, ${raised} of them of a newer mapping.\n`);
      if (skipped + refused + incomplete > 0) terminal.out(`${skipped} say nothing, ${refused} are not understood, of ${incomplete} not enough was kept.\n`);
    });
};
