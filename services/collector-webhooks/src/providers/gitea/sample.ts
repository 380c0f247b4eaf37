import type { Provider } from '../../provider/contract.js';

const SHA = 'd0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c';
const page = 'https://git.acme.example/acme/checkout-api';

/** A push to the default branch. */
export const sample: Provider['sample'] = (at) => {
  const commit = { id: SHA, message: 'A sample push\n', url: `${page}/commit/${SHA}`, author: { name: 'Octo Cat', email: 'octo@acme.example', username: 'octocat' }, timestamp: at, added: [], removed: [], modified: ['README.md'] };
  return {
    headers: { 'content-type': 'application/json', 'x-gitea-event': 'push', 'x-gitea-delivery': `sample-${Date.parse(at)}` },
    body: {
      ref: 'refs/heads/main', before: '6f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c', after: SHA, compare_url: `${page}/compare/6f1e2d3c4b5a...d0a7c1f5b3e9`, commits: [commit], total_commits: 1, head_commit: commit,
      repository: { id: 1, name: 'checkout-api', full_name: 'acme/checkout-api', html_url: page, default_branch: 'main' }, pusher: { login: 'octocat' }, sender: { login: 'octocat' },
    },
  };
};
