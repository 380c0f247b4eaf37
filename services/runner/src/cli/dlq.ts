import { userInfo } from 'node:os';
import type { LetterFilter, Opened } from '@culprit/collector-webhooks';
import type { Command } from 'commander';
import { Refusal } from '../refusal.js';
import { letterText, lettersText } from '../text/letters.js';
import { safeDeep, safeJson, safeLine } from '../text/safe.js';
import { instant, wholeNumber } from './options.js';
import type { Terminal } from './terminal.js';

interface FilterOptions extends Omit<LetterFilter, 'ids'> {
  readonly id?: readonly string[];
  readonly json?: true;
}
interface RedriveOptions extends FilterOptions {
  readonly dryRun?: true;
  readonly rate: number;
}

const filtered = (command: Command): Command =>
  command
    .option('--stage <name>', 'only letters of this stage: collector-webhooks, projector, correlator')
    .option('--provider <name>', 'only deliveries of this provider')
    .option('--reason <text>', 'only those whose reason holds this text')
    .option('--since <time>', 'only those kept at or after this time', instant)
    .option('--id <ids...>', 'only these')
    .option('--all', 'also those that were redriven');

const filterOf = ({ id, json: _json, ...filter }: FilterOptions): LetterFilter => ({ ...filter, ids: id });

/** A letter as data; its bytes as text where they are. */
const plain = ({ record: _record, body, ...letter }: Opened): object => ({ ...letter, body: body === null ? null : body.toString('utf8') });

export const addDlq = (program: Command, terminal: Terminal): void => {
  const dlq = program.command('dlq').description('dead letters: what was authentic and could not be taken');
  filtered(dlq.command('list').description('list them, oldest first')).option('--json', 'print them as JSON')
    .action(async (options: FilterOptions) => {
      const letters = await (await import('../run/again.js')).lettersOf(terminal.env, filterOf(options));
      if (options.json === true) return terminal.out(`${safeJson(letters.map(({ body: _body, headers: _headers, record: _record, ...letter }) => letter))}\n`);
      terminal.out(letters.length === 0 ? 'No dead letters.\n' : lettersText(safeDeep(letters.map(({ body: _body, record: _record, ...letter }) => letter)), terminal.paint));
    });
  dlq.command('show <id>').description('show one: why, its headers, its bytes').option('--json', 'print it as JSON')
    .action(async (id: string, { json }: { readonly json?: true }) => {
      const [letter] = await (await import('../run/again.js')).lettersOf(terminal.env, { ids: [id], all: true });
      if (letter === undefined) throw new Refusal(`There is no dead letter ${safeLine(id)}; \`culprit dlq list\` lists them.`);
      terminal.out(json === true ? `${safeJson(plain(letter))}\n` : letterText(letter));
    });
  filtered(dlq.command('redrive').description('send them on their way again, under the same ids: deliveries through the present mapping, others to their topic'))
    .option('--rate <number>', 'at most so many a second', wholeNumber(1, 100_000), 100)
    .option('--dry-run', 'tell what would become of each, and write nothing')
    .action(async ({ dryRun, rate, ...options }: RedriveOptions) => {
      const { redriveLog } = await import('../run/again.js');
      const done = await redriveLog(terminal.env, { ...filterOf(options), dryRun: dryRun === true, rate, by: userInfo().username });
      for (const { letter, is, reason } of done) terminal.out(`${letter.id}  ${is === 'taken' ? (dryRun === true ? 'would become' : 'became') : 'stays'}: ${safeLine(reason)}\n`);
      const taken = done.filter(({ is }) => is === 'taken').length;
      terminal.out(`${taken} of ${done.length} dead letters ${dryRun === true ? 'would be' : 'were'} redriven.\n`);
    });
};
