import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Below the range that systems take the near end of outgoing connections from: a client must not sit on a port while its server restarts. */
const FROM = 12_000;
const TO = 20_000;
/** Who listens so far above a port has been given it: what starts there may take a minute to listen, and nobody else is given it meanwhile. */
const CLAIM_ABOVE = 8_000;
const TRIES = 200;

/** Ports on 127.0.0.1 that nobody listens on now, all different, and given to nobody else, in any process, as long as this one lives. */
export const freePorts = async (count: number): Promise<number[]> => {
  const ports: number[] = [];
  for (let tries = 0; ports.length < count && tries < count + TRIES; tries += 1) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM));
    if (await claimed(port)) ports.push(port);
  }
  if (ports.length < count) throw new Error(`cannot find ${count} free ports between ${FROM} and ${TO}`);
  return ports;
};

const claimed = async (port: number): Promise<boolean> => {
  const claim = await listening(port + CLAIM_ABOVE);
  if (claim === undefined) return false;
  const free = await listening(port);
  await Promise.all([free, free === undefined ? claim : undefined].map((server) => server && once(server.close(), 'close')));
  return free !== undefined;
};

/** undefined where somebody else listens. */
const listening = async (port: number): Promise<Server | undefined> => {
  const server = createServer().listen(port, '127.0.0.1').unref();
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
};
