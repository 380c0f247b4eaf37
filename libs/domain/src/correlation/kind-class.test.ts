import { describe, expect, it } from '@jest/globals';
import type { Change } from '../events/change.js';
import { at, change } from '../testing.js';
import { bringsNothing } from './kind-class.js';

const job = (title: string, more: Record<string, unknown> = {}): Change => change('j', 'cart', at('10:00'), { kind: 'job', title, ...more }).event as Change;

describe('a job', () => {
  it.each(['ci: unit tests failed', 'Lint', 'CI of cart #12', 'e2e tests of main failed', 'build 88 failed', 'Build and test', 'Integration test run', 'Build image acme/cart', 'CodeQL'])('that only looks at code brings nothing: %s', (title) => {
    expect(bringsNothing(job(title))).toBe(true);
  });

  it.each(['Load test of cart', 'Chaos test', 'Rebuild search index', 'Build search index', 'Nightly clean-up', 'Migrate orders', 'Backup', 'Contest the latest orders', 'Reconciliation'])('that runs where the services do may be a cause: %s', (title) => {
    expect(bringsNothing(job(title))).toBe(false);
  });

  it('of which nobody says where it ran is a run of a build tool', () => {
    expect(bringsNothing(job('checkout-ci #12 at main', { environment: undefined }))).toBe(true);
    expect(bringsNothing(job('Clean up', { environment: undefined, cluster: 'eu-1' }))).toBe(false);
    expect(bringsNothing(job('Clean up', { environment: undefined, scope: { clusters: ['eu-1'], namespaces: [] } }))).toBe(false);
    expect(bringsNothing(job('Clean up', { environment: undefined, scope: { clusters: [], namespaces: [] } }))).toBe(true);
  });

  it('alone is meant', () => {
    expect(bringsNothing(job('Unit tests', { kind: 'deployment' }))).toBe(false);
  });
});
