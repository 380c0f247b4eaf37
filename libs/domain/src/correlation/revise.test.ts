import { describe, expect, it } from '@jest/globals';
import type { IncidentBody } from './render.js';
import { whatHappened } from './revise.js';

const body: IncidentBody = {
  id: 'i', title: 'front is slow', headline: 'front is slow: no suspect', environment: 'production', clusters: [], severity: 'high', status: 'open', openedAt: '2026-01-15T10:00:00Z',
  services: ['front'], affected: [{ service: 'front', role: 'alerting', hops: 0 }], alertCount: 1, alerts: [], suspects: [], noChangeProbability: 1, blindSpots: [],
  unseen: { unmappedChanges: 0, withoutDependencies: [], neverHeardFrom: [], sentence: 'Every change in the window maps to a service.' }, rulesVersion: '1',
};

describe('what happened between two revisions', () => {
  it('is not the alerts when only the distance to another suspect is new', () => {
    expect(whatHappened(body, { ...body, affected: [{ service: 'front', role: 'alerting', hops: 1 }] })).toEqual(['suspect-changed']);
  });

  it('is the alerts when one joined', () => {
    expect(whatHappened(body, { ...body, alertCount: 2 })).toEqual(['alerts-changed']);
  });
});
