import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Below the range that systems take the near end of outgoing connections from: a client must not sit on a port while its server restarts. */
const FROM = 12_000;
const TO = 32_000;
const TRIES = 200;

/** Ports on 127.0.0.1 that nobody listens on now, all different. */
export const freePorts = async (count: number): Promise<number[]> => {
  const taken: { port: number; server: Server }[] = [];
  for (let tries = 0; taken.length < count && tries < count + TRIES; tries += 1) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM));
    const server = await listening(port);
    if (server !== undefined) taken.push({ port, server });
  }
  await Promise.all(taken.map(({ server }) => once(server.close(), 'close')));
  if (taken.length < count) throw new Error(`cannot find ${count} free ports between ${FROM} and ${TO}`);
  return taken.map(({ port }) => port);
};

/** undefined where somebody else listens. */
const listening = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
