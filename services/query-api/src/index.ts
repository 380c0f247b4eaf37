export { queryApi, type RunningQueryApi } from './service.js';
