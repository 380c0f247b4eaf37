export { openClickHouseStore, type ClickHouseOptions } from './open.js';
export type { ServerOptions } from './database.js';
