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

/** The files of a Jest run's `--json` output that did not pass. @returns {string[]} */
export const failedFiles = (report) => (report?.testResults ?? []).filter(({ status }) => status === 'failed').map(({ name }) => name);

/**
 * The count of a run whose failed files were then run once more: `again` stands for what they had come to.
 * @returns {Count & { failedFirst: string[] }} with `failedFirst`, the names of the tests that failed and then passed
 */
export const countAgain = (report, again) => {
  const files = new Set(failedFiles(report));
  const kept = { ...report, testResults: report.testResults.filter(({ name }) => !files.has(name)) };
  const failures = (from) => from.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.length === 0 ? [name] : assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName));
  const still = new Set(failures({ testResults: (again?.testResults ?? []).filter(({ status }) => status === 'failed') }));
  return {
    ...sum([countFiles(kept), countJest(again)]),
    failedFirst: failures({ testResults: report.testResults.filter(({ name }) => files.has(name)) }).filter((name) => !still.has(name)),
  };
};

const countFiles = ({ testResults }) => {
  const statuses = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  return { passed: statuses.filter((each) => each === 'passed').length, failed: 0, skipped: statuses.filter((each) => each !== 'passed' && each !== 'failed').length };
};

/** @returns {Count} */
export const countStep = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

/** @returns {Count} */
export const sum = (counts) => counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), { passed: 0, failed: 0, skipped: 0 });

/** `--without NAME`, `--without=NAME` (repeatable), `--long` and `--second-try`; anything else is an error, in words. */
export const readOptions = (args, names) => {
  const without = new Set();
  let long = false;
  let secondTry = false;
  for (let i = 0; i < args.length; i++) {
    const [name, inline] = args[i].split('=', 2);
    if (name === '--long' && inline === undefined) long = true;
    else if (name === '--second-try' && inline === undefined) secondTry = true;
    else if (name === '--without') {
      const group = inline ?? args[++i];
      if (!names.includes(group)) return { error: `--without takes one of ${names.join(', ')}, not ${group ?? 'nothing'}` };
      without.add(group);
    } else return { error: `no such option: ${args[i]}. There are --long, --second-try and --without ${names.join('|')}` };
  }
  return { without: [...without], long, secondTry };
};
