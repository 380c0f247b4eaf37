import type { Metrics } from '@culprit/ports';

const routes = new Set(['/', '/graphql', '/graphiql']);

/** What is counted of this room. */
export const instruments = (metrics: Metrics) => {
  const requests = metrics.counter('culprit_query_requests_total', 'HTTP requests answered.', ['route', 'status']);
  const seconds = metrics.histogram('culprit_query_request_seconds', 'From a request to its answer.', ['route']);
  const errors = metrics.counter('culprit_query_errors_total', 'GraphQL errors answered.', ['code']);
  const subscribers = metrics.gauge('culprit_query_live_subscribers', 'Subscriptions that are open.');
  let open = 0;
  return {
    request(path: string, status: number, took: number): void {
      const route = routes.has(path) ? path : 'other';
      requests.add(1, { route, status: String(status) });
      seconds.observe(took, { route });
    },
    error: (code: string): void => errors.add(1, { code }),
    live(change: 1 | -1): void {
      open += change;
      subscribers.set(open);
    },
  };
};
