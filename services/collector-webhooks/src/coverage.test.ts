import { describe, expect, it } from '@jest/globals';
import { timeOf } from '@culprit/domain';
import { Hearing } from './coverage.js';

const at = (minute: number): number => Date.UTC(2026, 0, 15, 10, minute);
const time = (minute: number): string => timeOf(at(minute));
const gapsOf = (hearing: Hearing, now = at(59)) => hearing.reports(now).flatMap(({ gaps }) => gaps.map(({ from, to }) => [from, to]));

describe('what a collector has heard', () => {
  it('is told of every configured sender, also of one that is silent', () => {
    const hearing = new Hearing(['github', 'datadog']);
    hearing.expect('github', 'acme');
    hearing.heard('github', 'acme', at(1));
    expect(hearing.reports(at(2))).toEqual([
      { source: 'github', instance: 'default', since: time(2), gaps: [], observedAt: time(2) },
      { source: 'datadog', instance: 'default', since: time(2), gaps: [], observedAt: time(2) },
      { source: 'github', instance: 'acme', lastEventAt: time(1), gaps: [], observedAt: time(2) },
    ]);
  });

  it('is since when a sender is listened to, whoever noted it first, and whether it is the first word of it', () => {
    const hearing = new Hearing(['github', 'datadog']);
    expect(hearing.reports(at(3)).map(({ since }) => since)).toEqual([time(3), time(3)]);
    hearing.restore({ source: 'github', instance: 'default', since: time(1), gaps: [], observedAt: time(2) });
    // of one that was reported before this was noted nobody knows
    hearing.restore({ source: 'gitlab', instance: 'default', gaps: [], observedAt: time(2) });
    expect(hearing.reports(at(4)).map(({ source, since }) => [source, since])).toEqual([['github', time(1)], ['datadog', time(3)], ['gitlab', undefined]]);
    expect([hearing.heard('github', undefined, at(5)), hearing.heard('github', undefined, at(6))]).toEqual([true, false]);
  });

  it('has a gap from the first delivery that was refused to the next that was taken', () => {
    const hearing = new Hearing(['github']);
    hearing.refused('github', undefined, at(1), 'full');
    hearing.refused('github', undefined, at(2), 'full');
    expect(gapsOf(hearing)).toEqual([[time(1), undefined]]);
    hearing.heard('github', undefined, at(5));
    expect(gapsOf(hearing)).toEqual([[time(1), time(5)]]);
  });

  it('has a gap where nobody reported for minutes, none where another collector did', () => {
    const report = { source: 'github', instance: 'default', lastEventAt: time(1), gaps: [], observedAt: time(10) };
    const down = new Hearing(['github', 'datadog']);
    down.restore(report);
    down.resume(at(30));
    expect(gapsOf(down)).toEqual([[time(10), time(30)]]);
    const replaced = new Hearing(['github']);
    replaced.restore(report);
    replaced.resume(at(12));
    expect(gapsOf(replaced)).toEqual([]);
  });

  it('loses a gap once its sender was asked for all of it, whoever asked', () => {
    const hearing = new Hearing(['github']);
    const gaps = [{ from: time(1), to: time(5), reason: 'full' }, { from: time(20), to: time(30), reason: 'full' }];
    hearing.restore({ source: 'github', instance: 'default', gaps, observedAt: time(30) });
    hearing.reconciled('github', undefined, time(25));
    expect([gapsOf(hearing), hearing.lastReconciled('github', undefined)]).toEqual([[[time(20), time(30)]], time(25)]);
    // its own earlier report comes back from the topic
    hearing.restore({ source: 'github', instance: 'default', gaps, observedAt: time(30) });
    hearing.restore({ source: 'github', instance: 'default', gaps: [], lastReconciledAt: time(40), observedAt: time(41) });
    expect([gapsOf(hearing), hearing.lastReconciled('github', undefined)]).toEqual([[], time(40)]);
  });

  it('of one gap told open and ended keeps the end, in whatever order', () => {
    const open = { source: 'github', instance: 'default', gaps: [{ from: time(1), reason: 'full' }], observedAt: time(2) };
    const ended = { ...open, gaps: [{ from: time(1), to: time(4), reason: 'full' }], observedAt: time(5) };
    for (const order of [[open, ended], [ended, open]]) {
      const hearing = new Hearing([]);
      for (const report of order) hearing.restore(report);
      expect(gapsOf(hearing)).toEqual([[time(1), time(4)]]);
    }
  });

  it('forgets gaps that no incident looks back to', () => {
    const hearing = new Hearing([]);
    hearing.restore({ source: 'github', instance: 'default', gaps: [{ from: time(1), to: time(5), reason: 'full' }], observedAt: time(6) });
    expect(gapsOf(hearing, at(0) + 8 * 86_400_000)).toEqual([]);
  });
});
