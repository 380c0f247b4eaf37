import type { Environment } from '@culprit/domain';
import type { Clock, Logger } from '@culprit/ports';
import type { Hearing } from './coverage.js';
import { sourceOf, type Sighting } from './edges/sighting.js';
import { ServiceGraph } from './edges/service-graph.js';
import type { Window } from './edges/window.js';
import { Budget } from './http/budget.js';
import type { Instruments } from './instruments.js';
import type { Format, Signal } from './otlp/answer.js';
import type { Batch, Decoded, Point, Span } from './otlp/batch.js';
import * as json from './otlp/json.js';
import * as protobuf from './otlp/protobuf.js';
import { placeOf, whereabouts } from './spans/place.js';

export type Received = { readonly ok: true; readonly rejected: number; readonly reason: string } | { readonly ok: false; readonly reason: string };

export interface Reception {
  /** Of a body, as it is sent and as it inflates to. */
  readonly maxBytes: number;
  readonly tokens: readonly string[];
  readonly logger: Logger;
  readonly instruments: Instruments;
  /** Seconds after which a sender should come again; 0: it may be read now. */
  wait(): number;
  /** Somebody was sent away: until the next request is read we may not see all. */
  overloaded(): void;
  take(signal: Signal, format: Format, body: Buffer): Received;
}

export interface ReceptionParts {
  readonly maxBytes: number;
  readonly tokens: readonly string[];
  readonly environments: readonly Environment[];
  readonly environment: string;
  readonly perSecond: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly instruments: Instruments;
  readonly window: Window;
  readonly hearing: Hearing;
  readonly sighted: (sighting: Sighting) => void;
}

const decoders = { protobuf, json } as const;
/** A request costs something also when nothing is in it. */
const LEAST = 10;

/** Requests in, sightings of calls out. All of a request is read in one go; nothing of it is kept but spans that wait for their other side. */
export const reception = ({ maxBytes, tokens, environments, environment, perSecond, clock, logger, instruments, window, hearing, sighted }: ReceptionParts): Reception => {
  const budget = new Budget(perSecond);
  const graph = new ServiceGraph(environments, environment);
  let isOverloaded = false;

  const readSpans = ({ resource, items }: Batch<Span>, now: number): void => {
    const place = placeOf(resource, environments, environment);
    if (place === undefined) return instruments.nameless.add(items.length);
    hearing.heard(sourceOf(place.cluster), now);
    for (const span of items) window.take(span, place, now);
  };
  const readPoints = (batch: Batch<Point>, now: number): void => {
    hearing.heard(sourceOf(whereabouts(batch.resource, environments, environment).cluster), now);
    for (const sighting of graph.read(batch, now)) sighted(sighting);
  };
  const readAll = <T>({ batches, count, rejected }: Decoded<T>, signal: Signal, now: number, read: (batch: Batch<T>, now: number) => void): Received => {
    budget.spend(Math.max(LEAST, count), now);
    for (const batch of batches) read(batch, now);
    instruments.items.add(count - rejected, { signal, outcome: 'read' });
    if (rejected > 0) instruments.items.add(rejected, { signal, outcome: 'rejected' });
    return { ok: true, rejected, reason: rejected === 0 ? '' : `${rejected} of ${count} have no valid ids or are more than one request may hold` };
  };

  const overloaded = (): void => {
    const now = clock.now();
    hearing.refused(now, 'more spans came than are read');
    if (!isOverloaded) logger.warn('More comes than is read; senders are told to come again later.', { perSecond });
    isOverloaded = true;
  };

  return {
    maxBytes, tokens, logger, instruments, overloaded,
    wait: () => {
      const wait = budget.wait(clock.now());
      if (wait > 0) overloaded();
      return wait;
    },
    take: (signal, format, body) => {
      const now = clock.now();
      try {
        const decoder = decoders[format];
        const received = signal === 'traces' ? readAll(decoder.tracesOf(body), signal, now, readSpans) : readAll(decoder.metricsOf(body), signal, now, readPoints);
        isOverloaded = false;
        return received;
      } catch (error) {
        budget.spend(LEAST, now);
        return { ok: false, reason: `this is no ${signal === 'traces' ? 'ExportTraceServiceRequest' : 'ExportMetricsServiceRequest'} in ${format}: ${error instanceof Error ? error.message : String(error)}` };
      }
    },
  };
};
