import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import type { ReadStore } from '../read-store.js';
import { accuracy } from './accuracy.js';
import { alerts } from './alerts.js';
import { changes } from './changes.js';
import type { ReadStoreHarness } from './harness.js';
import { incidents } from './incidents.js';
import { services } from './services.js';
import { timeline } from './timeline.js';
import { world } from './world.js';

/** Every promise of the `ReadStore` port as a test. `make` is called once, `fresh` of what it gives before every test. */
export const readStoreContract = (make: () => Promise<ReadStoreHarness>, timeoutMs = 60_000): void => {
  describe('the read store contract', () => {
    let harness: ReadStoreHarness | undefined;
    let current: ReadStore | undefined;
    const store = (): ReadStore => {
      if (current === undefined) throw new Error('a store is there only while a test runs');
      return current;
    };
    beforeAll(async () => {
      harness = await make();
    }, timeoutMs);
    beforeEach(async () => {
      current = await harness?.fresh();
    }, timeoutMs);
    afterEach(async () => {
      await current?.close();
      current = undefined;
    }, timeoutMs);
    afterAll(async () => {
      await harness?.close?.();
    }, timeoutMs);

    describe('changes', () => changes(store));
    describe('alerts', () => alerts(store));
    describe('incidents', () => incidents(store));
    describe('accuracy', () => accuracy(store));
    describe('timeline', () => timeline(store));
    describe('services', () => services(store));
    describe('the world around', () => world(store));
  });
};
