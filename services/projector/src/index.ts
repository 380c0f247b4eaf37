export { projector } from './service.js';
