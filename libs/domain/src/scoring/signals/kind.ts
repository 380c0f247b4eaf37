import type { ChangeKind } from '../../events/change.js';
import type { ChangeSignal } from '../signal.js';

const many = {
  deployment: 'deployments', config: 'configuration changes', 'feature-flag': 'feature flag changes', scaling: 'changes of scale', infrastructure: 'infrastructure changes', job: 'job runs',
  'database-migration': 'database migrations', code: 'merges that no deployment is known of', 'third-party': 'incidents of third parties', custom: 'changes of no known kind',
} as const satisfies Record<ChangeKind, string>;

/** How often changes of its kind are the cause, before anything else is known. */
export const kind: ChangeSignal = {
  name: 'kind',
  weigh: ({ changes: [lead], score }) => (score.kind[lead.kind] === 0 ? undefined : score.kind[lead.kind]),
  say: ({ changes: [lead], score }) => `${many[lead.kind]} are ${score.kind[lead.kind] > 0 ? 'more' : 'less'} often the cause than other changes`,
};
