import type { Provider } from '../../provider/contract.js';

const HASH = 'd0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c';
const page = 'https://bitbucket.org/acme/checkout-api';

/** A push to Bitbucket Cloud. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json', 'x-event-key': 'repo:push', 'x-request-uuid': `sample-${Date.parse(at)}`, 'x-attempt-number': '1' },
  body: {
    actor: { type: 'user', nickname: 'octocat', display_name: 'Octo Cat' },
    repository: { type: 'repository', name: 'checkout-api', full_name: 'acme/checkout-api', links: { html: { href: page } } },
    push: {
      changes: [{
        forced: false, created: false, closed: false, truncated: false, old: { type: 'branch', name: 'main', target: { type: 'commit', hash: '6f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c', date: at } },
        new: { type: 'branch', name: 'main', target: { type: 'commit', hash: HASH, date: at, message: 'A sample push', links: { html: { href: `${page}/commits/${HASH}` } } } }, commits: [],
      }],
    },
  },
});
