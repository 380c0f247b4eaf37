import { describe, expect, it } from '@jest/globals';
// @ts-expect-error plain JavaScript, because it runs before anything is installed
import { countAgain, countJest, failedFiles, readOptions, sum } from './count.mjs';
// @ts-expect-error plain JavaScript, because it runs before anything is installed
import { groups, javaMajor } from './prerequisites.mjs';

describe('npm test', () => {
  it('counts what Jest reports, and a file that could not be loaded as failed', () => {
    expect(countJest({ numPassedTests: 4, numFailedTests: 1, numRuntimeErrorTestSuites: 2, numPendingTests: 1, numTodoTests: 0 })).toEqual({ passed: 4, failed: 3, skipped: 1 });
  });

  it('counts a Jest that left no report as failed', () => {
    expect(countJest(undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  describe('a second try', () => {
    const file = (name: string, ...statuses: string[]) => ({
      name, status: statuses.includes('failed') || statuses.length === 0 ? 'failed' : 'passed',
      assertionResults: statuses.map((status, i) => ({ status, fullName: `${name} ${i}` })),
    });
    const report = {
      numPassedTests: 4, numFailedTests: 2, numRuntimeErrorTestSuites: 1, numPendingTests: 1, numTodoTests: 0,
      testResults: [file('sound', 'passed', 'passed', 'pending'), file('busy', 'failed', 'passed'), file('broken', 'passed', 'failed'), file('unread')],
    };

    it('is for the files that failed', () => {
      expect(failedFiles(report)).toEqual(['busy', 'broken', 'unread']);
      expect(failedFiles(undefined)).toEqual([]);
    });

    it('counts in the place of the first, names what it changed, and leaves failed what failed again', () => {
      const again = {
        numPassedTests: 4, numFailedTests: 1, numRuntimeErrorTestSuites: 0, numPendingTests: 0, numTodoTests: 0,
        testResults: [file('busy', 'passed', 'passed'), file('broken', 'passed', 'failed'), file('unread', 'passed')],
      };
      expect(countAgain(report, again)).toEqual({ passed: 6, failed: 1, skipped: 1, failedFirst: ['busy 0', 'unread'] });
    });

    it('that left no report is a failure', () => {
      expect(countAgain(report, undefined)).toMatchObject({ passed: 2, failed: 1 });
    });
  });

  it('adds up', () => {
    expect(sum([{ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 3, skipped: 4 }])).toEqual({ passed: 3, failed: 3, skipped: 4 });
  });

  it.each([
    [['--without', 'kafka', '--long'], { without: ['kafka'], long: true, secondTry: false }],
    [['--without=kafka', '--without', 'kubernetes', '--second-try'], { without: ['kafka', 'kubernetes'], long: false, secondTry: true }],
    [[], { without: [], long: false, secondTry: false }],
  ])('reads %j', (args, expected) => {
    expect(readOptions(args, ['kafka', 'kubernetes'])).toEqual(expected);
  });

  it.each([[['--without']], [['--without', 'docker']], [['--watch']]])('refuses %j in words', (args) => {
    expect(readOptions(args, ['kafka'])).toEqual({ error: expect.stringContaining('kafka') });
  });

  it('reads what Java calls itself', () => {
    expect([javaMajor('openjdk version "17.0.15" 2025-04-15'), javaMajor('java version "1.8.0_402"'), javaMajor('openjdk version "21" 2023'), javaMajor(null)]).toEqual([17, 8, 21, 0]);
  });

  const kafka = groups.find(({ name }: { name: string }) => name === 'kafka');
  it('says what to install for Kafka, and fetches it in the set-up', () => {
    expect(kafka.missing(() => null)).toEqual([expect.stringContaining('Java 17'), expect.stringContaining('Maven')]);
    expect(kafka.missing((command: string) => (command === 'java' ? 'openjdk version "11.0.2"' : 'Apache Maven 3'))).toEqual(['Java 17 or newer: found 11']);
    expect(kafka.missing((command: string) => (command === 'java' ? 'openjdk version "17.0.2"' : 'Apache Maven 3'))).toEqual([]);
    expect(kafka.prepare).toEqual(['bash', 'deploy/kafka-local/start.sh', '--jars']);
  });

  const kubernetes = groups.find(({ name }: { name: string }) => name === 'kubernetes');
  it('says what to install for Kubernetes, and builds it in the set-up', () => {
    expect(kubernetes.missing(() => null)).toEqual([expect.stringContaining('Go 1.26')]);
    expect(kubernetes.missing(() => 'go version go1.19.8 linux/amd64')).toEqual([expect.stringContaining('found 1.19')]);
    expect(kubernetes.missing(() => 'go version go1.26.8 linux/amd64')).toEqual([]);
    // an older one that does not know -C
    expect(kubernetes.missing((_: string, args: string[]) => (args[0] === '-C' ? null : 'go version go1.18 linux/amd64'))).toEqual([expect.stringContaining('found 1.18')]);
    expect(kubernetes.prepare).toEqual(['bash', 'deploy/kube-local/start.sh', 'build']);
  });
});
