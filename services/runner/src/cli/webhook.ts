import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { Refusal } from '../refusal.js';
import { safe, safeDeep, safeLine } from '../text/safe.js';
import { collectorAddress, publicAddress } from '../webhook/addresses.js';
import { address } from './options.js';
import { serverOf } from './server.js';
import type { Terminal } from './terminal.js';

interface AddOptions {
  readonly name: string;
  readonly environment?: string;
  readonly file?: string;
  readonly url?: string;
  readonly secretFile?: string;
  readonly rotate?: true;
}
interface TestOptions {
  readonly name?: string;
  readonly url?: string;
  readonly api?: string;
  readonly tokenFile?: string;
}

const FILE = 'endpoints.yaml';

/** Never an argument: those are seen by everybody on the machine. */
const secretIn = async (file: string): Promise<string> => {
  const said = (file === '-' ? await text(process.stdin) : await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Refusal(`${file} cannot be read.`, { cause });
  })).trim();
  if (said === '') throw new Refusal(`${file === '-' ? 'Standard input' : file} is empty.`);
  return said;
};

export const addWebhook = (program: Command, terminal: Terminal): void => {
  const webhook = program.command('webhook').description('endpoints that senders deliver to');
  webhook.command('add <provider>')
    .description('add an endpoint to ENDPOINTS_FILE: prints its address, its secret, and the steps at the sender')
    .requiredOption('--name <name>', 'what it is called, the last part of its address')
    .option('--environment <name>', 'where its events are when the sender names no environment')
    .option('--file <file>', `the endpoints file (default: ENDPOINTS_FILE, else ./${FILE})`)
    .option('--url <address>', 'where the collector is reached from outside (default: PUBLIC_URL)', address)
    .option('--secret-file <file>', 'a secret that the sender made; - is standard input. Without it one is made')
    .option('--rotate', 'add a secret to an endpoint that there is, beside its others')
    .action(async (name: string, options: AddOptions) => {
      const { addEndpoint, guideOf } = await import('@culprit/collector-webhooks');
      const { addedText } = await import('../webhook/add-text.js');
      const { providerOf } = await import('../webhook/test-delivery.js');
      const provider = providerOf(name);
      const { env } = terminal;
      const file = resolve(options.file ?? (env['ENDPOINTS_FILE'] || FILE));
      const secret = options.secretFile === undefined ? undefined : await secretIn(options.secretFile);
      const added = await addEndpoint({ provider, name: options.name, environment: options.environment, file, secret, rotate: options.rotate === true, variable: (variable) => env[variable] }).catch((cause: unknown) => {
        throw new Refusal(`${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
      });
      const configured = Boolean(env['ENDPOINTS_FILE']) && resolve(env['ENDPOINTS_FILE'] ?? '') === file;
      terminal.out(addedText({ provider, name: options.name, added, guide: await guideOf(provider.name), ...publicAddress(env, `/webhooks/${provider.name}/${options.name}`, options.url), file, configured }, terminal.paint));
    });

  webhook.command('test <provider>')
    .description('send a signed sample to the running collector, as its sender would, and show what came of it')
    .option('--name <name>', 'to this endpoint; without it to /webhooks/<provider>')
    .option('--url <address>', 'where the collector listens (default: http://127.0.0.1:4001)', address)
    .option('--api <address>', 'where the query API answers (default: PUBLIC_URL, else http://127.0.0.1:4000)', address)
    .option('--token-file <file>', 'file with the token, where only its hash is kept; - is standard input')
    .action(async (providerName: string, { name, url, api, tokenFile }: TestOptions) => {
      const { deliver, providerOf, secretOf, toldOf } = await import('../webhook/test-delivery.js');
      const provider = providerOf(providerName);
      const secret = tokenFile === undefined ? await secretOf(provider, name, terminal.env) : await secretIn(tokenFile);
      const { status, answer } = await deliver(provider, name, secret, url ?? collectorAddress(terminal.env));
      if (status !== 200 || answer.status !== 'accepted') throw new Refusal(`The collector answered ${status}${answer.status === undefined ? '' : `, ${answer.status}`}: ${safe(answer.error ?? answer.reason ?? 'without a reason')}.`);
      terminal.out(`Accepted: ${answer.ids?.join(', ') ?? ''}\n`);
      const server = serverOf(api === undefined ? {} : { url: api }, terminal.env);
      for (const id of answer.ids ?? []) {
        const told = await toldOf(server, id).catch((error: unknown) => (error instanceof Refusal ? error : Promise.reject(error)));
        if (told instanceof Refusal) return terminal.out(`The event is on the log. What became of it cannot be shown: ${safe(told.message)}\n`);
        if (told === undefined) return terminal.out('The event is on the log. The query API does not show it yet: look at the projector in /readyz.\n');
        const { __typename: kind, title, environment, service } = safeDeep(told);
        terminal.out(`${kind} ${safeLine(id)}: ${title}\n  environment ${environment ?? '-'}, service ${service ?? 'none yet: `culprit unmapped` lists what to map'}\n`);
      }
    });
};
