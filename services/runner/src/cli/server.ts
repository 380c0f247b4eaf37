import type { Command } from 'commander';
import type { Server } from '../client/ask.js';
import type { Env } from '../config/parse.js';
import { address } from './options.js';

export interface ServerOptions {
  readonly url?: string;
  readonly json?: true;
}

/** The options of every command that asks a running Culprit. */
export const asksServer = (command: Command): Command =>
  command
    .option('--url <address>', 'where Culprit answers (default: PUBLIC_URL, else http://127.0.0.1:4000)', address)
    .option('--json', 'print the answer as JSON');

export const serverOf = (options: ServerOptions, env: Env): Server => ({
  url: options.url ?? (env['PUBLIC_URL'] || `http://127.0.0.1:${env['QUERY_API_PORT'] || '4000'}`),
  token: env['QUERY_API_TOKEN'] || undefined,
});
