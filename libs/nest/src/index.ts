export { environmentsConfig, readEnvironments } from './environments.js';
export { patiently, type Patiently } from './patiently.js';
export { rulesConfig } from './rules.js';
export { HEADERS_MAX_BYTES, openSpool, type OpenSpool, type SpoolOptions } from './spool/index.js';
export type { Readiness, RunningService, Service, World } from './service.js';
export { BatchContext, BatchesOf, EventLogServer, appendLetters, deadLetter, eventRecord, parseRecord, type EventLogServerOptions } from './transport/index.js';
export { checkYaml, faultAt, type Checked } from './yaml/check.js';
export { parseYaml, type ReadYaml, type YamlDocument, type YamlPath } from './yaml/document.js';
