import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';

/**
 * One program for each expression, which a server that answers for weeks earns back: here it is a third of a second at the first question and
 * 25 MB that stay.
 */
const SETTINGS = 'SET compile_expressions = 0, compile_aggregate_expressions = 0, compile_sort_description = 0';

/** A client of the engine in this process, on that directory. */
export const embeddedClient = async (path: string): Promise<ClickHouseClient> => {
  // Loading it maps the whole engine into the process: only where it is used.
  const { createChdbConnection } = await import('chdb/connection');
  // Written against the client's types as they were before the client took them into itself; the shapes are the same.
  type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;
  const client = createClient({ connection: createChdbConnection({ path }) as unknown as Connection, log: { level: ClickHouseLogLevel.OFF } });
  await client.command({ query: SETTINGS });
  return client;
};

/** After this long without a question the engine gives back what it holds for the next one. */
const QUIET_MS = 15_000;

/** Calls `giveBack` when nothing was asked for a while; `asked` tells of each question. */
export const whenQuiet = (giveBack: () => Promise<unknown>, quietMs = QUIET_MS): { asked(): void; stop(): Promise<void> } => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;
  return {
    asked: () => {
      if (stopped) return;
      if (timer !== undefined) return void timer.refresh();
      timer = setTimeout(() => {
        timer = undefined;
        // what is not given back now is the next time
        running = giveBack().catch(() => undefined);
      }, quietMs);
      timer.unref();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
