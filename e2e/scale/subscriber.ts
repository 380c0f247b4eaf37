import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** What one subscriber was told, in order: `id revision`. */
export interface Told {
  readonly revisions: string[];
  cursor: string | undefined;
}

export interface Subscriber {
  readonly told: Told;
  connections(): number;
  stop(): Promise<void>;
}

const query = 'subscription Told($after: String) { incidentChanged(after: $after) { cursor incident { id revision } } }';

interface Answer {
  readonly data?: { readonly incidentChanged: { readonly cursor: string; readonly incident: { readonly id: string; readonly revision: number } } } | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** Follows the query-apis one after another: when a connection ends it goes on at the next from the last cursor. `stop` ends it. */
export const follow = (urls: readonly string[]): Subscriber => {
  const told: Told = { revisions: [], cursor: undefined };
  let stopped = false;
  let turn = 0;
  let current: ReturnType<typeof createClient> | undefined;

  const once = (url: string): Promise<void> =>
    new Promise((resolve) => {
      const client = createClient({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, keepAlive: 2_000, lazyCloseTimeout: 0 });
      current = client;
      // a paused server keeps its sockets open and says nothing
      let alive = Date.now();
      client.on('pong', () => void (alive = Date.now()));
      const watch = setInterval(() => {
        if (Date.now() - alive > 6_000) client.terminate();
      }, 1_000);
      const end = (): void => {
        clearInterval(watch);
        void client.dispose();
        resolve();
      };
      client.subscribe(
        { query, variables: { after: told.cursor ?? null } },
        {
          next: ({ data, errors }: Answer) => {
            if (errors !== undefined || data === null || data === undefined) throw new Error(`the subscription failed: ${JSON.stringify(errors)}`);
            told.cursor = data.incidentChanged.cursor;
            told.revisions.push(`${data.incidentChanged.incident.id} ${data.incidentChanged.incident.revision}`);
          },
          error: end,
          complete: end,
        },
      );
    });
  const all = (async () => {
    while (!stopped) {
      const url = urls[turn % urls.length];
      turn += 1;
      if (url !== undefined) await once(url);
      if (!stopped) await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    told,
    connections: () => turn,
    stop: async () => {
      stopped = true;
      await current?.dispose();
      await all;
    },
  };
};
