import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What becomes of the acknowledgement of a produce: it arrives, its line is cut instead, or nothing comes at all. */
export type Fate = 'arrives' | 'cut' | 'silence';

export interface LossyProxy {
  readonly dropped: { cut: number; silence: number };
  stop(): Promise<void>;
}

const PRODUCE = 0;

/** Whole frames of Kafka's protocol out of what arrives: four bytes of length, then as many. */
const frames = (take: (frame: Buffer) => void): ((data: Buffer) => void) => {
  let held: Buffer = Buffer.alloc(0);
  return (data) => {
    held = held.length === 0 ? data : Buffer.concat([held, data]);
    while (held.length >= 4) {
      const end = 4 + held.readInt32BE(0);
      if (held.length < end) return;
      take(held.subarray(0, end));
      held = held.subarray(end);
    }
  };
};

/**
 * Stands in front of a broker that advertises this port. What `client` produces is always written; of each acknowledgement `fate` decides, told which of
 * the topics the produce was for.
 */
export const startLossyProxy = async (port: number, broker: number, client: string, topics: readonly string[], fate: (topics: readonly string[]) => Fate): Promise<LossyProxy> => {
  const dropped = { cut: 0, silence: 0 };
  const sockets = new Set<Socket>();
  const serve = (near: Socket): void => {
    const far = connect(broker, '127.0.0.1');
    const fates = new Map<number, Fate>();
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true).once('error', end).once('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    near.on('data', frames((frame) => {
      const [key, correlation, length] = [frame.readInt16BE(4), frame.readInt32BE(8), frame.readInt16BE(12)];
      if (key === PRODUCE && frame.subarray(14, 14 + Math.max(0, length)).toString() === client) {
        const decided = fate(topics.filter((topic) => frame.includes(topic)));
        if (decided !== 'arrives') fates.set(correlation, decided);
      }
      far.write(frame);
    }));
    far.on('data', frames((frame) => {
      const decided = fates.get(frame.readInt32BE(4));
      if (decided === undefined) return void near.write(frame);
      dropped[decided === 'cut' ? 'cut' : 'silence'] += 1;
      if (decided === 'cut') end();
    }));
  };
  const server = createServer(serve).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    dropped,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
