import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { walls } from './tools/walls/bans.mjs';
import { constraints, domainGlobals, rooms } from './tools/walls/rooms.mjs';

/** Tests and contract suites try things against the real parts, so the walls of their room do not hold for them. */
const tests = ['**/*.test.ts', '**/src/testing.ts', '**/testing/**', '**/*-contract/**', '**/fixtures/**'];
const outside = ['e2e/**', 'bench/**', 'tools/**', 'deploy/**', '*.mjs'];

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '.nx/', '**/.cache/', '.data/', 'coverage/', 'docs/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', package: '@jest/globals', name: ['describe', 'it', 'test'] }] }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    // decorators need the class at run time where the type looks enough: Nest injects by it
    files: ['**/*.{controller,resolver,module,gateway,provider}.ts', 'libs/nest/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-undef': 'off',
      // texts from outside are cleaned of control characters in several rooms
      'no-control-regex': 'off',
    },
  },
  { files: ['services/runner/**', ...outside, ...tests], rules: { 'no-console': 'off' } },
  {
    files: ['libs/*/src/**/*.ts', 'services/*/src/**/*.ts'],
    ignores: tests,
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': ['error', { depConstraints: constraints, allow: [], enforceBuildableLibDependency: false }] },
  },
  ...rooms.map(({ files, ignores = [], bans, syntax }) => ({ files, ignores: [...tests, ...ignores], rules: walls(bans, syntax) })),
  { files: ['libs/domain/src/**/*.ts'], ignores: tests, rules: { 'no-restricted-globals': ['error', ...domainGlobals] } },
);
