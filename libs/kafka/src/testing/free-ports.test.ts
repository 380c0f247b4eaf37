import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from '@jest/globals';
import { freePorts } from './free-ports.js';

it('gives a port once, whoever asks and whenever, though nobody listens there yet', async () => {
  const given = [...(await Promise.all([freePorts(150), freePorts(150)])).flat(), ...(await freePorts(150))];
  expect(new Set(given).size).toBe(450);
  const server = createServer().listen(given[0], '127.0.0.1');
  await once(server, 'listening');
  await once(server.close(), 'close');
});
