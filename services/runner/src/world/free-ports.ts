import { createServer } from 'node:net';
import { once } from 'node:events';
import { Refusal } from '../refusal.js';

/** Refuses in words, all at once, when something else listens on a port that we are about to use. */
export const demandFreePorts = async (host: string, ports: readonly (readonly [variable: string, port: number])[]): Promise<void> => {
  const found = await Promise.all(ports.filter(([, port]) => port !== 0).map(async ([variable, port]) => [variable, port, await trouble(host, port)] as const));
  const sentences = found.flatMap(([variable, port, code]) => {
    if (code === undefined) return [];
    if (code === 'EADDRINUSE') return [`Port ${port} is taken by another program: stop it, or set ${variable} to a free port.`];
    if (code === 'EACCES') return [`Port ${port} (${variable}) may not be opened by this user: set ${variable} to one above 1023.`];
    return [`Port ${port} (${variable}) cannot be opened on ${host} (HOST): ${code}.`];
  });
  if (sentences.length > 0) throw new Refusal(sentences.join('\n'));
};

const trouble = async (host: string, port: number): Promise<string | undefined> => {
  const server = createServer().listen({ host, port, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
  await new Promise((resolve) => server.close(resolve));
  return undefined;
};
