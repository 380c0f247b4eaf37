import { describe, expect, it } from '@jest/globals';
import type { Change, Incident } from '../client/shapes.js';
import { span } from './ago.js';
import { diffLines, diffText, linksOf, who } from './change.js';
import { changesText } from './changes.js';
import { incidentText, incidentsText } from './incident.js';
import { plain } from './paint.js';
import { safe, safeDeep, safeJson } from './safe.js';

const change = (more: Partial<Change> = {}): Change => ({
  id: 'c1', kind: 'DEPLOYMENT', phase: 'STARTED', title: 'Deploy rest-api', service: 'rest-api', environment: 'production', cluster: 'prod-eu', namespace: 'shop',
  occurredAt: '2026-01-15T09:59:00Z', actor: { name: 'argocd', kind: 'AUTOMATION', onBehalfOf: null }, source: { provider: 'kubernetes', url: null },
  diff: [{ path: 'spec.replicas', before: 50, after: 5, redacted: false }], revision: { commit: '5be1f00' }, links: [], ...more,
});
const push = change({ id: 'c2', kind: 'CODE', title: 'Lower replica count', actor: { name: 'octo-dev', kind: 'HUMAN', onBehalfOf: null }, source: { provider: 'github', url: 'https://github.example/acme/rest-api/commit/5be1f00' }, diff: [] });
const incident: Incident = {
  id: 'i1', title: 'data-processor: error rate above 5 %', headline: 'data-processor fails, probably by rest-api.', status: 'OPEN', mergedInto: null, severity: 'CRITICAL', environment: 'production',
  openedAt: '2026-01-15T10:00:00Z', resolvedAt: null, services: ['data-processor'], affected: [], alertCount: 1, noChangeProbability: 0.05, blindSpots: [], unseen: { sentence: '2 changes map to no service.' }, feedback: [], weakLabels: [],
  suspects: [{ rank: 1, probability: 0.91, service: 'rest-api', path: ['data-processor', 'rest-api'], change: change(), linked: [push], reasons: [{ signal: 'hops', contribution: 1.234, sentence: 'called by data-processor, 1 hop' }, { signal: 'x', contribution: -0.5, sentence: 'a reason against' }] }],
};

describe('an incident at the terminal', () => {
  it('reads as headline, suspect, person, diff, reasons and link', () => {
    expect(incidentText(incident, plain)).toBe(`OPEN data-processor: error rate above 5 %
  data-processor fails, probably by rest-api.
  critical, production, 1 alert; opened 2026-01-15 10:00:00 UTC
  i1

  1. rest-api  Deploy rest-api  91 %
     argocd, 2026-01-15 09:59:00 UTC, data-processor → rest-api
     replicas 50 → 5
     +1.2 called by data-processor, 1 hop
     -0.5 a reason against
     https://github.example/acme/rest-api/commit/5be1f00

  No change did this: 5.0 %
  2 changes map to no service.
`);
  });

  it('says what people say, and what is only a sign', () => {
    const word = { verdict: 'DISMISSED', changeId: 'c2', by: 'mia', at: '2026-01-15T10:12:00Z', note: 'it was the disk' };
    const text = incidentText({ ...incident, feedback: [word, { ...word, changeId: null, note: null }, { ...word, verdict: 'CONFIRMED', changeId: 'c9', note: null }], weakLabels: [{ sentence: 'Deploy rest-api was undone, and the incident ended 5 minutes later' }] }, plain);
    expect(text.split('\n').slice(-6)).toEqual([
      '  2 changes map to no service.', '  mia, 2026-01-15 10:12:00 UTC: Lower replica count did not do it (it was the disk)', '  mia, 2026-01-15 10:12:00 UTC: no change did it',
      '  mia, 2026-01-15 10:12:00 UTC: c9 did it', '  Weak sign: Deploy rest-api was undone, and the incident ended 5 minutes later. Nobody has said so.', '',
    ]);
  });

  it('says so when there is no suspect, and where we were blind', () => {
    const text = incidentText({ ...incident, status: 'RESOLVED', resolvedAt: '2026-01-15T10:20:00Z', suspects: [], noChangeProbability: 0.8, blindSpots: [{ source: 'kubernetes', instance: 'b', from: '2026-01-15T09:00:00Z', to: null, reason: 'watch broken' }] }, plain);
    expect(text).toContain('No suspect: no change stands out (no change did this: 80 %).');
    expect(text).toContain('resolved after 20 min');
    expect(text).toContain('Blind: kubernetes b from 2026-01-15 09:00:00 UTC, watch broken');
  });

  it('fits a list in three lines each', () => {
    expect(incidentsText([incident, { ...incident, id: 'i2', suspects: [] }], plain).split('\n').filter((line) => line !== '')).toEqual([
      'OPEN data-processor: error rate above 5 %  2026-01-15 10:00:00 UTC, production', '  rest-api: Deploy rest-api (91 %)', '  i1',
      'OPEN data-processor: error rate above 5 %  2026-01-15 10:00:00 UTC, production', '  no suspect', '  i2',
    ]);
  });
});

describe('a change at the terminal', () => {
  it('is told with its way from the service asked about', () => {
    expect(changesText([{ at: push.occurredAt, service: 'rest-api', hops: 1, node: push }], plain)).toBe(
      '2026-01-15 09:59:00 UTC  rest-api (1 hop away)  Lower replica count\n  code started by octo-dev, from github\n  https://github.example/acme/rest-api/commit/5be1f00\n',
    );
  });

  it('shortens paths and long values and hides what is redacted', () => {
    expect(diffText({ path: 'spec.template.spec.containers[a].image', before: 'a:1', after: null, redacted: false })).toBe('containers[a].image a:1 → (none)');
    expect(diffText({ path: 'data.password', before: null, after: null, redacted: true })).toBe('data.password changed (hidden)');
    expect(diffText({ path: 'p', before: 'x'.repeat(200), after: { a: 1 }, redacted: false })).toBe(`p ${'x'.repeat(79)}… → {"a":1}`);
  });

  it('shows the fields that it may, and counts the rest', () => {
    const hidden = { path: 'a', before: null, after: null, redacted: true };
    const open = (path: string) => ({ path, before: 1, after: 2, redacted: false });
    expect(diffLines([hidden, open('b')], plain)).toEqual(['b 1 → 2', 'and 1 more changed field']);
    expect(diffLines([hidden], plain)).toEqual(['a changed (hidden)']);
    expect(diffLines(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(open), plain).slice(4)).toEqual(['e 1 → 2', 'and 2 more changed fields']);
  });

  it('shortens a commit as Git does', () => {
    expect(diffText({ path: 'spec.template.metadata.annotations[culprit.dev/commit]', before: 'a'.repeat(40), after: 'b'.repeat(40), redacted: false })).toBe('metadata.annotations[culprit.dev/commit] aaaaaaa → bbbbbbb');
  });

  it('names the person before the tool, and the commit before other links', () => {
    expect(who([change()])).toBe('argocd');
    expect(who([change({ actor: { name: null, kind: 'UNKNOWN', onBehalfOf: null } })])).toBe('somebody unknown');
    expect(who([change({ actor: { name: 'argocd', kind: 'AUTOMATION', onBehalfOf: 'ann' } })])).toBe('ann (through argocd)');
    expect(linksOf([change({ links: [{ title: 'build', url: 'https://ci.example/1' }] }), push, push])).toEqual(['https://github.example/acme/rest-api/commit/5be1f00', 'https://ci.example/1']);
  });
});

describe('text from outside', () => {
  it('cannot steer a terminal', () => {
    expect(safe('a\u001b[2Jb\u001b]0;title\u0007c\r\u0000\u009b31m\u202ed\tx\ny')).toBe('abcd x\ny');
    expect(safeDeep({ 'k\u0007': ['a\nb\u200b', 1, null] })).toEqual({ k: ['a b', 1, null] });
  });

  it('stays itself in JSON, as escapes', () => {
    const value = { t: 'a\u009b31m\u202e\u001b' };
    expect(safeJson(value)).not.toMatch(/[\u009b\u202e\u001b]/);
    expect(JSON.parse(safeJson(value))).toEqual(value);
  });
});

it('spans are told in the unit people would use', () => {
  expect([45_000, 60_000, 119_000, 600_000, 36_000_000, 259_200_000].map(span)).toEqual(['45 s', '60 s', '119 s', '10 min', '10 h', '3 d']);
});
