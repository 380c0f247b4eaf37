export { startClickHouseLocal, type ClickHouseLocal, type ClickHouseLocalOptions } from './testing/local.js';
export { runStatement } from './testing/statement.js';
