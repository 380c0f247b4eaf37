import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { appending } from './appending.js';
import { Bed } from './bed.js';
import { compaction } from './compaction.js';
import { consuming } from './consuming.js';
import type { ContractOptions, EventLogHarness } from './harness.js';
import { outage } from './outage.js';
import { positions } from './positions.js';
import { reading } from './reading.js';
import { sharing } from './sharing.js';

/** Every promise of the `EventLog` port as a test. `make` is called once; see `EventLogHarness` for what it brings. */
export const eventLogContract = (make: () => Promise<EventLogHarness>, { without = [], timeoutMs = 300_000 }: ContractOptions = {}): void => {
  describe('the event log contract', () => {
    jest.setTimeout(timeoutMs);
    let harness: EventLogHarness | undefined;
    let current: Bed | undefined;
    const bed = (): Bed => {
      if (current === undefined) throw new Error('a bed is there only while a test runs');
      return current;
    };
    const can = (what: 'compact' | 'outage' | 'kill'): boolean => !without.includes(what);

    beforeAll(async () => {
      harness = await make();
    }, timeoutMs);
    beforeEach(() => {
      if (harness === undefined) throw new Error('the harness could not be made');
      current = new Bed(harness);
    });
    afterEach(() => current?.close(), timeoutMs);
    afterAll(() => harness?.close?.(), timeoutMs);

    it('comes with a harness that does what it does not leave out', () => {
      for (const what of ['compact', 'outage', 'kill'] as const) expect([what, harness?.[what] !== undefined]).toEqual([what, can(what)]);
    });
    describe('append', () => appending(bed));
    describe('read', () => reading(bed));
    describe('consume', () => consuming(bed));
    describe('groups', () => sharing(bed, { kill: can('kill') }));
    describe('positions', () => positions(bed));
    (can('compact') ? describe : describe.skip)('compaction', () => compaction(bed));
    (can('outage') ? describe : describe.skip)('outage', () => outage(bed));
  });
};
