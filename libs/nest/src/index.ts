export type { Readiness, RunningService, Service, World } from './service.js';
