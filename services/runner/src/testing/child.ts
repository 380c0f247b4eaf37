import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { freePorts as portsBelow } from '@culprit/kafka/testing';

/** A process of the built runner, and what it has said so far. */
export interface Child {
  readonly process: ChildProcess;
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  out(): string;
  err(): string;
}

/** Starts processes of `dist/`; those still running are killed by `end`. */
export class Children {
  readonly #running: ChildProcess[] = [];

  /** A slow machine is waited for, also by the queries that it answers. */
  start(script: 'main.js' | 'demo/main.js', args: readonly string[], env: Readonly<Record<string, string>>): Child {
    const file = join(import.meta.dirname, '../../dist', script);
    const child = spawn(process.execPath, ['--no-warnings', file, ...args], { env: { PATH: process.env['PATH'] ?? '', QUERY_API_SECONDS: '60', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.push(child);
    let out = '';
    let err = '';
    // a character may come in two pieces
    child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
    return { process: child, ended: once(child, 'close').then(([code]) => code as number | null), out: () => out, err: () => err };
  }

  async end(): Promise<void> {
    for (const child of this.#running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  }
}

export const listening = async (): Promise<Server> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Four ports that nobody takes meanwhile, as the variables of a whole Culprit. */
export const freePorts = async (): Promise<Record<'ADMIN_PORT' | 'QUERY_API_PORT' | 'COLLECTOR_WEBHOOKS_PORT' | 'COLLECTOR_OTEL_PORT', string>> => {
  const [admin, api, hooks, otel] = (await portsBelow(4)).map(String) as [string, string, string, string];
  return { ADMIN_PORT: admin, QUERY_API_PORT: api, COLLECTOR_WEBHOOKS_PORT: hooks, COLLECTOR_OTEL_PORT: otel };
};
