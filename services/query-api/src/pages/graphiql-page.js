import { subscribe, token } from './api.js';
/* global React, ReactDOM, GraphiQL */

const FIRST = `# What is open, and what probably did it?
query Open {
  incidents(filter: { status: OPEN }, first: 10) {
    nodes {
      headline
      openedAt
      suspects { rank probability change { title occurredAt diff { path before after } } reasons { sentence } }
    }
  }
}
`;

const fetcher = (request, options) => {
  if (/^\s*subscription\b/m.test(request.query)) {
    return {
      subscribe: (observer) => ({
        unsubscribe: subscribe(request, {
          next: (result) => observer.next(result),
          ended: (error) => (error === undefined ? observer.complete() : observer.error(error)),
        }),
      }),
    };
  }
  return fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token.get() === null ? {} : { authorization: `Bearer ${token.get()}` }), ...options?.headers },
    body: JSON.stringify(request),
  }).then((response) => response.json());
};

ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, { fetcher, defaultQuery: FIRST, shouldPersistHeaders: false }));
