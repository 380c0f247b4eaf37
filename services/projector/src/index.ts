export { projector } from './service.js';
export { type Projection, startProjection } from './project.js';
