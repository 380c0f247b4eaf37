export { startClickHouseLocal, type ClickHouseLocal, type ClickHouseLocalOptions } from './testing/local.js';
