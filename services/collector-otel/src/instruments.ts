import type { Metrics } from '@culprit/ports';

/** What this room counts. Labels come from our own lists, never from a request. */
export const instruments = (metrics: Metrics) => ({
  requests: metrics.counter('culprit_otel_requests_total', 'Requests by signal and what became of them.', ['signal', 'outcome']),
  items: metrics.counter('culprit_otel_items_total', 'Spans and points by what became of them: read, or rejected.', ['signal', 'outcome']),
  nameless: metrics.counter('culprit_otel_nameless_total', 'Spans of resources that do not say which service they are.'),
  evicted: metrics.counter('culprit_otel_evicted_total', 'Spans that could not wait for their other side as long as they should.'),
  refusedEdges: metrics.counter('culprit_otel_edges_refused_total', 'Sightings of new edges for which there was no room.'),
  statements: metrics.counter('culprit_otel_statements_total', 'Edges stated to the log.'),
  edges: metrics.gauge('culprit_otel_edges', 'Edges that are known.'),
  waiting: metrics.gauge('culprit_otel_waiting_spans', 'Spans that wait for their other side.'),
});
export type Instruments = ReturnType<typeof instruments>;
