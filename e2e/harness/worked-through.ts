import type { EventLog } from '@culprit/ports';
import { workedThrough as workedThroughBy } from '@culprit/runner/testing';
import type { Stack } from './stack.js';

const metricsOf = async (adminUrl: string): Promise<string> => (await fetch(`${adminUrl}/metrics`, { signal: AbortSignal.timeout(10_000) })).text();

/** Rejects, with what is still to do, while something that stands on the log is not in the incidents yet, or not in the store. */
export const workedThrough = (stack: Stack, log: EventLog): Promise<void> =>
  workedThroughBy(stack.services.correlator.map(({ name, adminUrl }) => ({ name, metrics: () => metricsOf(adminUrl) })), log);
