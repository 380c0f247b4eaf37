export { correlator } from './service.js';
export { readRules } from './rules.js';
export { fit, type Fitted, type FitRequest, TooFewLabels } from './fit/fit.js';
export { BadLine, readLine } from './replay/input.js';
export { type Lines, type ReplayAnswer, type ReplayRequest, replay } from './replay/replay.js';
