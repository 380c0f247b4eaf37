export { collectorWebhooks, startCollector, type RunningCollector } from './service.js';
export { Config } from './config.js';
export { providers } from './providers/index.js';
