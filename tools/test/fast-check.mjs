// Stands in for fast-check in the tests: one seed for all of `npm test`, so that it asks the same every time. `npm run test:long` draws anew,
// looks for what nobody has thought of, and tells the seed where it finds something.
import fc from '../../node_modules/fast-check/lib/fast-check.js';

if (process.env.CULPRIT_LONG !== '1') fc.configureGlobal({ seed: 20_260_115 });

export * from '../../node_modules/fast-check/lib/fast-check.js';
export default fc;
