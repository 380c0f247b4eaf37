import { Rules } from '../correlation/rules.js';

/** Rules for tests: round numbers, so that an expectation can be worked out by hand. */
export const testRules = Rules.parse({
  version: 'test-1',
  fold: { near: 'PT10M', quiet: 'PT10M', groupHops: 2, ownOnlyAfter: 'PT24H', settledAfter: 'PT72H', lookback: 'PT72H', skew: 'PT2M' },
  candidates: { hops: 4, threshold: 0.2, most: 5, neighbours: 'PT1H', atRiskHops: 2 },
  score: {
    noChange: 3, crowd: { window: 'PT2H', floor: 1000 }, habit: { half: 5, weight: 0.5 },
    kind: { deployment: 0, config: 0, 'feature-flag': 0, scaling: 0, infrastructure: 0, job: -1, 'database-migration': 0, code: -0.5, 'third-party': 0, custom: 0 },
    time: { mixture: [{ share: 0.6, mean: 'PT5M' }, { share: 0.3, mean: 'PT1H' }, { share: 0.1, mean: 'PT12H' }], reference: 'PT2H', weight: 1, later: -1,
      detect: { availability: 'PT0S', errors: 'PT0S', latency: 'PT0S', saturation: 'PT0S', 'traffic-loss': 'PT0S', crash: 'PT0S', other: 'PT0S' },
    },
    hops: { availability: 0.7, errors: 0.7, latency: 0.7, saturation: 0.7, 'traffic-loss': 0.7, crash: 0.7, other: 0.7 },
    callers: 0.3, neighbour: -4, peer: -4, coverage: { weight: 1, half: 1, byHops: [1, 1, 1, 1, 1] }, explainAway: 0.7, veto: 1, scopeOnly: -1.5, noEnvironment: -0.5,
    place: { same: 0.5, elsewhere: -6, mayCallAcross: -3 }, control: 1, named: 1.5, diff: { scaledDown: 1.5 }, outcome: { failed: 0.5, rolledBack: 0.5, ended: 1.5 }, actor: { human: 0, autoscaler: -2, outOfBand: 0.7 },
  },
});
