export { ask } from './client/ask.js';
export { incidentFragment } from './client/questions.js';
export type { Incident } from './client/shapes.js';
export { DemoQuestion, missing, type DemoAnswer } from './demo/question.js';
export { sendAlert, sendDependency, sendPush, type Receiver } from './demo/send.js';
export { storyAt, type Apply, type Story } from './demo/story.js';
export { caughtUp, workedThrough, type Watched } from './testing/worked-through.js';
