export { startClickHouseLocal, type ClickHouseLocal } from './testing/local.js';
