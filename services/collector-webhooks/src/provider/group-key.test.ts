import { describe, expect, it } from '@jest/globals';
import { groupKeyHash } from './group-key.js';

describe('the key of a group', () => {
  it('is what pagers make of it', () => {
    // printf '{}:{alertname="Errors"}' | sha256sum
    expect(groupKeyHash('{}:{alertname="Errors"}')).toBe('e2e1cee16d00be70652bb688d14ceae36ff8ec9de0762bb5c66b2f3920e8d57a');
  });

  it('of a route of its own is also that of the first route, for who is told by that', () => {
    expect(groupKeyHash('{}/{team="pay"}:{alertname="Errors"}')).toBe('de1f67e637c988e853306bcfcd942a93cdd6ff9b1f013d42e4613f364bc9ccaf,e2e1cee16d00be70652bb688d14ceae36ff8ec9de0762bb5c66b2f3920e8d57a');
  });

  it('is none where none is said', () => {
    expect([groupKeyHash(undefined), groupKeyHash('')]).toEqual([undefined, undefined]);
    expect(groupKeyHash('any key')).toHaveLength(64);
  });
});
