import { describe, expect, it } from '@jest/globals';
import type { IncidentFilter } from '@culprit/ports';
import { anIncident } from '../fixtures/incident.js';
import { factsOf } from './history.js';
import { goesOut, matchesFilter } from './match.js';

const facts = factsOf(anIncident());

describe('whether a revision matches a filter', () => {
  it.each<[IncidentFilter, boolean]>([
    [{}, true],
    [{ services: [] }, true],
    [{ services: ['other', 'data-processor'] }, true],
    [{ services: ['rest-api'] }, false],
    [{ environment: 'prod' }, true],
    [{ environment: 'stage' }, false],
    [{ status: 'open' }, true],
    [{ status: 'resolved' }, false],
    [{ severities: ['critical', 'low'] }, true],
    [{ severities: ['low'] }, false],
    [{ hasSuspect: true }, true],
    [{ hasSuspect: false }, false],
    [{ minProbability: 0.83 }, true],
    [{ minProbability: 0.84 }, false],
    [{ from: '2026-01-15T10:00:00.000Z' }, true],
    [{ to: '2026-01-15T10:00:00.000Z' }, false],
  ])('%j: %s', (filter, expected) => {
    expect(matchesFilter(filter, {}, facts)).toBe(expected);
  });

  it('systems and owners are the services they have', () => {
    expect(matchesFilter({ systems: ['s'] }, { systemsServices: ['data-processor'] }, facts)).toBe(true);
    expect(matchesFilter({ systems: ['s'] }, { systemsServices: [] }, facts)).toBe(false);
    expect(matchesFilter({ owners: ['o'] }, { ownersServices: ['data-processor'] }, facts)).toBe(true);
    expect(matchesFilter({ owners: ['o'] }, { ownersServices: ['rest-api'] }, facts)).toBe(false);
  });

  it('without a suspect the probability is 0', () => {
    const none = factsOf(anIncident({ suspects: [] }));
    expect(matchesFilter({ minProbability: 0 }, {}, none)).toBe(true);
    expect(matchesFilter({ minProbability: 0.01 }, {}, none)).toBe(false);
  });

  it('goes out when it or the one before matches, or when the one before is gone', () => {
    const open = (f: typeof facts) => f.status === 'open';
    const resolved = factsOf(anIncident({ status: 'resolved' }));
    expect(goesOut(open, facts, 'none')).toBe(true);
    expect(goesOut(open, resolved, facts)).toBe(true);
    expect(goesOut(open, resolved, resolved)).toBe(false);
    expect(goesOut(open, resolved, 'none')).toBe(false);
    expect(goesOut(open, resolved, 'gone')).toBe(true);
  });
});
