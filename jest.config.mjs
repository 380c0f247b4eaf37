const swc = {
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

// `npm test -- --without kafka`: a test says in its name what it needs beyond Node
const left = (process.env['TESTS_WITHOUT'] ?? '').split(',').filter(Boolean).map((group) => `\\.${group}\\.(int\\.)?test\\.ts$`);

const room = (name, testMatch) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', '/dist/', ...left],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.nx/', '<rootDir>/.cache/'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: {
    '^@culprit/([^/]+)$': ['<rootDir>/libs/$1/src/index.ts', '<rootDir>/services/$1/src/index.ts'],
    '^@culprit/([^/]+)/testing$': ['<rootDir>/libs/$1/src/testing.ts', '<rootDir>/services/$1/src/testing.ts'],
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js', '$1'],
    '^fast-check$': '<rootDir>/tools/test/fast-check.mjs',
  },
});

/** `x.test.ts` needs nothing; `x.int.test.ts` needs Kafka, a cluster or other processes. */
export default {
  projects: [
    { ...room('unit', ['<rootDir>/{libs,services,tools,bench,deploy}/**/*.test.ts']), testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.int\\.test\\.ts$'] },
    room('integration', ['<rootDir>/{libs,services,tools,bench,deploy}/**/*.int.test.ts']),
    room('e2e', ['<rootDir>/e2e/!(story|outage|acknowledged|mapping|scale|power).kafka.test.ts', '<rootDir>/e2e/!(*.kafka).test.ts']),
    // one at a time, since each measures, or takes all of the machine; power: `npm run test:long`
    room('load', [`<rootDir>/e2e/{story,outage,acknowledged,mapping,scale${process.env.CULPRIT_LONG === '1' ? ',power' : ''}}.kafka.test.ts`]),
  ],
  maxWorkers: 2,
  // for what hangs: a slow machine is no failure
  testTimeout: 60_000,
};
