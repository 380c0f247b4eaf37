import { describe, expect, it } from '@jest/globals';
import { Environment, canonicalEnvironment, shippedEnvironments } from './environment.js';
import { patternOf } from './pattern.js';

describe('an environment', () => {
  it('has one name, whatever it is called', () => {
    for (const name of ['prod', 'PRD', 'live', 'production', ' Production ']) expect(canonicalEnvironment(shippedEnvironments, { environment: name })).toBe('production');
    expect(canonicalEnvironment(shippedEnvironments, { environment: 'qa-7' })).toBe('qa-7');
    expect(canonicalEnvironment(shippedEnvironments, {})).toBeUndefined();
  });

  it('may follow from the namespace, then the cluster', () => {
    const configured = [Environment.parse({ name: 'production', clusters: ['eu-*'] }), Environment.parse({ name: 'staging', namespaces: ['*-staging'] })];
    expect(canonicalEnvironment(configured, { cluster: 'eu-1', namespace: 'shop' })).toBe('production');
    expect(canonicalEnvironment(configured, { cluster: 'eu-1', namespace: 'shop-staging' })).toBe('staging');
  });

  it('holds everything where it is the only one', () => {
    expect(canonicalEnvironment([Environment.parse({ name: 'main' })], { environment: 'prod' })).toBe('main');
  });
});

describe('a pattern', () => {
  it.each([
    ['abc', 'abc', true], ['abc', 'abcd', false], ['a*', 'a', true], ['a*c', 'abbc', true], ['a*c', 'ac', true], ['a*a', 'a', false],
    ['*x*', 'axb', true], ['*x*', 'ab', false], ['a*b*c', 'a-b-c', true], ['a*b*c', 'a-c', false], ['a.c', 'abc', false],
  ])('%s on %s: %s', (pattern, text, matches) => expect(patternOf(pattern)(text)).toBe(matches));

  it('takes no longer for evil text', () => {
    expect(patternOf(`${'*a'.repeat(30)}*b`)('a'.repeat(100_000))).toBe(false);
  });
});
