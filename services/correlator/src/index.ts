export { correlator } from './service.js';
export { readRules } from './rules.js';
export { fit, type Fitted, type FitRequest, TooFewLabels } from './fit/fit.js';
export { BadLine, type Lines, readLine } from './replay/input.js';
export { joined, type PartAnswer, type PartRequest, replayPart } from './replay/part.js';
export { isByParts, type ReplayAnswer, type ReplayRequest, replay } from './replay/replay.js';
