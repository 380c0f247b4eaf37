import { bringsNothing, builds } from '../../correlation/kind-class.js';
import type { Candidate } from '../../correlation/candidates.js';
import { placedOf } from '../../correlation/run.js';
import { wasIn } from '../../events/change.js';
import type { Signal } from '../signal.js';

/** Why code that was written is known to run nowhere; undefined where nobody knows. */
const whyNowhere = ({ changes, known }: Candidate): 'build' | 'deployments' | undefined => {
  if (!changes.every(({ kind }) => builds(kind))) return undefined;
  if (changes.some((change) => (change.kind === 'code' || bringsNothing(change)) && wasIn(change, 'failed'))) return 'build';
  return changes.some(({ kind }) => kind === 'code') && placedOf(known).some(({ change: { kind } }) => kind === 'deployment') ? 'deployments' : undefined;
};

/** Whether the change was where the incident is. Code is nowhere until something brings it: where deployments are told, one of this would have been. */
export const place: Signal = {
  name: 'place',
  isSilentOn: ({ environment }) => environment !== undefined,
  looksAt: (change) => (change.kind === 'code' ? `code ${wasIn(change, 'failed') ? 'failed' : ''}` : ''),
  weigh: ({ candidate, environment, score }) => {
    const { service, changes } = candidate;
    if (service === undefined) return undefined;
    for (const change of changes) if (change.environment !== undefined) return undefined;
    if (score.unreleased !== 0 && whyNowhere(candidate) !== undefined) return score.unreleased;
    return environment === 'default' ? undefined : score.noEnvironment;
  },
  say: ({ candidate, environment, score }) => {
    const { changes: [lead], service } = candidate;
    const why = score.unreleased === 0 ? undefined : whyNowhere(candidate);
    if (why === 'build') return 'its build failed: this code reached nobody';
    if (why === 'deployments') return `no deployment is known to have brought this code, as others of ${service ?? ''} are`;
    return `nothing says that ${lead.kind === 'code' ? 'this code' : 'it'} ${lead.kind === 'third-party' ? 'touched' : 'reached'} ${environment ?? ''}`;
  },
};
