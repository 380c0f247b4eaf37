import { describe, expect, it } from '@jest/globals';
import { anIncident } from '../fixtures/incident.js';
import { factsOf, History } from './history.js';

const revision = (n: number) => anIncident({ revision: n, status: n % 2 === 0 ? 'resolved' : 'open' });

describe('which record was the first of its revision', () => {
  it('takes each revision once and knows the one before', () => {
    const history = new History();
    expect(history.take(10, revision(1))).toEqual({ before: 'none' });
    expect(history.take(11, revision(2))).toEqual({ before: factsOf(revision(1)) });
    expect(history.take(12, revision(2))).toBeNull();
    expect(history.take(13, revision(1))).toBeNull();
    expect(history.take(14, revision(3))).toEqual({ before: factsOf(revision(2)) });
    expect(history.isFirst(11, revision(2))).toBe(true);
    expect(history.isFirst(12, revision(2))).toBe(false);
    expect(history.offsetBefore(revision(3))).toBe(11);
    expect(history.offsetBefore(revision(1))).toBeNull();
  });

  it('after compaction the one before is gone, and what a zombie writes again of it is not new', () => {
    const history = new History();
    expect(history.take(40, revision(5))).toEqual({ before: 'gone' });
    expect(history.take(41, revision(4))).toBeNull();
    expect(history.offsetBefore(revision(5))).toBeNull();
  });

  it('incidents do not mix', () => {
    const history = new History();
    history.take(0, anIncident({ id: 'a' }));
    expect(history.take(1, anIncident({ id: 'b' }))).toEqual({ before: 'none' });
  });
});
