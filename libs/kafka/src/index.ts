export { openKafkaLog } from './open.js';
export type { KafkaLogOptions } from './options.js';
