export { collectorOtel, startCollector, type RunningCollector } from './service.js';
export { Config } from './config.js';
