export { manifestYaml, type Install } from './install/manifest.js';
export { collectorK8s } from './service.js';
