/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * Tests of one Jest run, from its `--json` output; `undefined` where Jest ended without writing one. A file that could not be loaded is one
 * failed test: it has none of its own.
 * @returns {Count}
 */
export const countJest = (report) => {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
};

/** @returns {Count} */
export const countStep = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

/** @returns {Count} */
export const sum = (counts) => counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), { passed: 0, failed: 0, skipped: 0 });

/** `--without NAME`, `--without=NAME` (repeatable) and `--long`; anything else is an error, in words. */
export const readOptions = (args, names) => {
  const without = new Set();
  let long = false;
  for (let i = 0; i < args.length; i++) {
    const [name, inline] = args[i].split('=', 2);
    if (name === '--long' && inline === undefined) long = true;
    else if (name === '--without') {
      const group = inline ?? args[++i];
      if (!names.includes(group)) return { error: `--without takes one of ${names.join(', ')}, not ${group ?? 'nothing'}` };
      without.add(group);
    } else return { error: `no such option: ${args[i]}. There are --long and --without ${names.join('|')}` };
  }
  return { without: [...without], long };
};
