export { collectorK8s } from './service.js';
