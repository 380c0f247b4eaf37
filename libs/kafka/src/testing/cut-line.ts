import type { ISocketFactory } from 'kafkajs';
import createSocketFactory from 'kafkajs/src/network/socketFactory.js';
import type { Socket } from 'node:net';

/** The sockets of one client, and a way to cut them all for good: what the brokers see when its process dies. */
export const cutLine = (): { socketFactory: ISocketFactory; cut(): void } => {
  const open = new Set<Socket>();
  const connect = createSocketFactory();
  let dead = false;
  return {
    socketFactory: (options) => {
      const socket = connect(options);
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      if (dead) socket.destroy(new Error('the line is cut'));
      return socket;
    },
    cut: () => {
      dead = true;
      for (const socket of open) socket.destroy();
    },
  };
};
