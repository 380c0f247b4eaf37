export { testRules } from './testing/rules.js';
export { at, calls, change, firing, resolved, said } from './testing/say.js';
export { reach } from './testing/reach.js';
export { anyEvents, someCommits } from './testing/arbitrary.js';
