import { RowsRefused, StoreUnavailable } from '@culprit/ports';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { embeddedClient, whenQuiet } from './embedded.js';
import { sql } from './sql.js';
import { tsvLine } from './tsv.js';

export type Params = Readonly<Record<string, unknown>>;

/** ClickHouse as the rest of this room sees it. */
export interface Database {
  /** Rows of a query of `queries/`. */
  ask<Row>(name: string, params?: Params): Promise<Row[]>;
  /** Inserts the rows of items in one go, all with the same columns; with `token` the same insert twice is one. */
  insert<Item>(table: string, items: readonly Item[], rowOf: (item: Item) => object, token?: string): Promise<void>;
  command(text: string): Promise<void>;
  rows<Row>(text: string, params?: Params): Promise<Row[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Created when missing. */
  readonly database?: string | undefined;
  readonly requestTimeoutMs?: number | undefined;
}

/** Reads and writes on connections of their own: a long insert must not hold up an answer. */
interface Clients {
  readonly reader: ClickHouseClient;
  readonly writer: ClickHouseClient;
}

const serverClients = (options: ServerOptions, database: string | undefined): Clients => {
  const client = createClient({
    url: options.url,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(database === undefined ? {} : { database }),
    request_timeout: options.requestTimeoutMs ?? 30_000,
    application: 'culprit',
    use_multipart_params_auto: true,
    log: { level: ClickHouseLogLevel.OFF },
  });
  return { reader: client, writer: client };
};

/** What ClickHouse itself said no by; read from its fields, because the embedded connection has an error class of its own. */
const refusalCode = (cause: unknown): number | undefined =>
  cause instanceof Error && 'type' in cause && 'code' in cause && /^\d+$/.test(String(cause.code)) ? Number(cause.code) : undefined;

/**
 * Codes that speak of the rows of an insert and of nothing else: text that cannot be read as its column's type (6, 7, 25-27, 32, 33, 38, 41, 53,
 * 69, 70, 72, 117, 130, 131, 321, 349, 407, 467, 691) and constraints (469). Memory, disk, limits, missing tables are not among them: there the
 * same rows are taken later.
 */
const ABOUT_ROWS: ReadonlySet<number> = new Set([6, 7, 25, 26, 27, 32, 33, 38, 41, 53, 69, 70, 72, 117, 130, 131, 321, 349, 407, 467, 469, 691]);

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** A refusal of ClickHouse is an error of ours or its own; anything else means that it could not be asked. */
const failure = (doing: string, cause: unknown): Error => {
  const why = messageOf(cause);
  return refusalCode(cause) === undefined ? new StoreUnavailable(`could not ${doing}: ${why}`, { cause }) : new Error(`ClickHouse refused to ${doing}: ${why}`, { cause });
};

const attempt = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    throw failure(doing, cause);
  }
};

const attemptInsert = async (table: string, write: () => Promise<unknown>): Promise<void> => {
  try {
    await write();
  } catch (cause) {
    const code = refusalCode(cause);
    if (code !== undefined && ABOUT_ROWS.has(code)) throw new RowsRefused(`ClickHouse refused a row of ${table}: ${messageOf(cause)}`, { cause });
    throw failure(`insert into ${table}`, cause);
  }
};

/**
 * One statement with its rows. Columns are named once: every row of a call has the same fields in the same order. Items become rows one by one and
 * rows text at once: ten thousand row objects side by side would cost more than their text.
 */
const insertText = <Item>(table: string, items: readonly Item[], rowOf: (item: Item) => object, token: string | undefined): string => {
  let columns: readonly string[] = [];
  let text = '';
  try {
    for (const item of items) {
      const row = rowOf(item);
      if (columns.length === 0) columns = Object.keys(row);
      text += `${tsvLine(row)}\n`;
    }
  } catch (cause) {
    // also where all of them together are longer than a text can be
    throw new RowsRefused(`a row of ${table} cannot be written: ${messageOf(cause)}`, { cause });
  }
  // In the statement, not beside it: in an embedded engine settings that are sent beside a statement stay with the session.
  const settings = `max_partitions_per_insert_block = 0${token === undefined ? '' : `, insert_deduplication_token = '${token.replace(/[\\']/g, '\\$&')}'`}`;
  return `INSERT INTO ${table} (${columns.join(', ')}) SETTINGS ${settings} FORMAT TabSeparated\n${text}`;
};

const database = ({ reader, writer }: Clients): Database => {
  const rows = async <Row>(doing: string, query: string, params: Params): Promise<Row[]> =>
    attempt(doing, async () => {
      const answer = await reader.query({ query, query_params: { ...params }, format: 'JSONEachRow' });
      return answer.json<Row>();
    });
  return {
    ask: (name, params = {}) => rows(`answer ${name}`, sql(name), params),
    rows: (text, params = {}) => rows('answer a query', text, params),
    insert: async (table, items, rowOf, token) => {
      if (items.length === 0) return;
      const query = insertText(table, items, rowOf, token);
      await attemptInsert(table, () => writer.command({ query }));
    },
    command: async (text) => void (await attempt('run a statement', () => writer.command({ query: text }))),
    ping: async () => void (await rows('answer', 'SELECT 1', {})),
    close: async () => {
      await reader.close();
      if (writer !== reader) await writer.close();
    },
  };
};

export const openServer = async (options: ServerOptions): Promise<Database> => {
  const name = options.database ?? 'culprit';
  const first = database(serverClients(options, undefined));
  try {
    await first.command(`CREATE DATABASE IF NOT EXISTS \`${name.replace(/[\\`]/g, '\\$&')}\``);
  } finally {
    await first.close();
  }
  return database(serverClients(options, name));
};

export const openEmbedded = async (path: string): Promise<Database> => {
  const clients = { reader: await embeddedClient(path), writer: await embeddedClient(path) };
  const db = database(clients);
  const quiet = whenQuiet(() => clients.writer.command({ query: 'SYSTEM JEMALLOC PURGE' }));
  quiet.asked();
  return {
    ...db,
    ask: (name, params) => {
      quiet.asked();
      return db.ask(name, params);
    },
    close: async () => {
      await quiet.stop();
      await db.close();
    },
  };
};
