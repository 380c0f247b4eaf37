import type { ChangeKind, ChangePhase } from '@culprit/domain';
import type { FluxEvent } from './schema.js';

export type Meaning =
  | { readonly is: 'skip'; readonly reason: string }
  | {
    readonly is: 'change';
    readonly kind: ChangeKind;
    readonly phase: ChangePhase;
    /** What is done to the object, as the beginning of a title. */
    readonly verb: string;
    /** What phases and retries of one fact have in common. */
    readonly about: 'applied' | 'failed' | 'reconciled' | 'release' | 'rollback' | 'uninstall' | 'drift' | 'correction' | 'artifact' | 'push' | 'other';
    readonly outOfBand?: boolean;
  }
  /** What the object waits for is healthy, or is not. */
  | { readonly is: 'health'; readonly health: 'failed' | 'passed' };

const skip = (reason: string): Meaning => ({ is: 'skip', reason });

/** What an event tells, by the kind of its object, its reason and its severity. Undefined severity is `info`. */
export const meaningOf = ({ involvedObject: { kind }, severity, reason, message, metadata }: FluxEvent): Meaning => {
  if (severity === 'trace') return skip(`${reason}: a trace`);
  const failed = severity === 'error';
  // For Git providers only; sent with every run of an interval, also where nothing changed.
  if (!failed && metadata['commit_status'] === 'update') return skip('a commit status, for Git providers: nothing need have changed');
  if (/^(DependencyNotReady|Dependencies|ReconciliationSkipped|ArtifactUpToDate|GarbageCollection\w*|Suspended|Cache\w*)$/.test(reason)) return skip(`${reason}: nothing was changed`);
  switch (kind) {
    case 'Kustomization': return kustomization(reason, message, failed);
    case 'HelmRelease': return helmRelease(reason, message, failed);
    case 'GitRepository':
    case 'OCIRepository':
    case 'Bucket':
    case 'HelmChart':
    case 'ExternalArtifact': return source(reason, failed);
    case 'ImageUpdateAutomation': return automation(message, failed);
    case 'HelmRepository':
    case 'ImageRepository':
    case 'ImagePolicy':
    case 'Receiver': return skip(`${kind} ${reason}: what comes of it is told by whoever uses it`);
    default: return other(kind, reason, failed);
  }
};

/**
 * A change set is told once, when it has been applied, and lists what was changed. What comes after under the same revision lists nothing, and may come
 * days later: so it is a fact of its own, and the commit joins them.
 */
const kustomization = (reason: string, message: string, failed: boolean): Meaning => {
  const base = { is: 'change', kind: 'deployment', verb: 'Apply' } as const;
  if (failed) return reason === 'HealthCheckFailed' ? { is: 'health', health: 'failed' } : { ...base, phase: 'failed', about: 'failed' };
  if (/^health check passed/i.test(message)) return { is: 'health', health: 'passed' };
  if (reason === 'ReconciliationSucceeded' || reason === 'Succeeded') return { ...base, phase: 'succeeded', about: 'reconciled' };
  return / (created|configured|deleted)\b/.test(message) ? { ...base, phase: 'succeeded', about: 'applied' } : skip(`${reason || 'an event'} that lists nothing that was changed`);
};

const helmRelease = (reason: string, message: string, failed: boolean): Meaning => {
  const base = { is: 'change', kind: 'deployment' } as const;
  const [, verb = '', end = ''] = /^(Install|Upgrade|Rollback|Uninstall|Test|Remediation)(Succeeded|Failed)$/.exec(reason) ?? [];
  const phase = failed || end === 'Failed' ? 'failed' : 'succeeded';
  switch (verb) {
    case 'Install':
    case 'Upgrade': return { ...base, phase, verb, about: 'release' };
    case 'Test': return phase === 'failed' ? { ...base, phase, verb: 'Test', about: 'release' } : skip('the tests of a release passed: nothing was changed');
    case 'Rollback': return { ...base, phase, verb: 'Roll back', about: 'rollback' };
    case 'Uninstall': return { ...base, phase, verb, about: 'uninstall' };
    default: break;
  }
  if (reason === 'DriftDetected') return { ...base, kind: 'config', phase: 'succeeded', verb: 'Drift of', about: 'drift', outOfBand: true };
  if (/^DriftCorrect/.test(reason)) return { ...base, phase: failed ? 'failed' : 'succeeded', verb: 'Correct the drift of', about: 'correction' };
  if (failed) return { ...base, phase: 'failed', verb: 'Release', about: 'release' };
  // Flux 0.x gave every event the reason `info`.
  const [, old = '', became = ''] = /^Helm (install|upgrade|rollback|uninstall) (has started|succeeded|failed)/i.exec(message) ?? [];
  if (old === '') return skip(`${reason || 'an event'} that says nothing of a release`);
  const about = old === 'rollback' ? 'rollback' : old === 'uninstall' ? 'uninstall' : 'release';
  return { ...base, phase: became === 'has started' ? 'started' : became === 'failed' ? 'failed' : 'succeeded', verb: old === 'rollback' ? 'Roll back' : `${old.charAt(0).toUpperCase()}${old.slice(1).toLowerCase()}`, about };
};

const source = (reason: string, failed: boolean): Meaning => {
  if (failed) return { is: 'change', kind: 'code', phase: 'failed', verb: 'Fetch', about: 'artifact' };
  return /^(NewArtifact|ChartPullSucceeded|ChartPackageSucceeded|GitOperationSucceed(ed)?|OCIPullSucceeded|Succeeded|info)$/.test(reason)
    ? { is: 'change', kind: 'code', phase: 'succeeded', verb: 'Fetch', about: 'artifact' }
    : skip(`${reason}: no new artifact`);
};

const automation = (message: string, failed: boolean): Meaning => {
  if (failed) return { is: 'change', kind: 'code', phase: 'failed', verb: 'Update images by', about: 'push' };
  return /\bpush(ed)?\b/i.test(message) ? { is: 'change', kind: 'code', phase: 'succeeded', verb: 'Update images by', about: 'push' } : skip('the image automation pushed nothing');
};

/** Controllers of others report the same way: Terraform, Canary ... */
const other = (kind: string, reason: string, failed: boolean): Meaning => {
  const what = kind === 'Terraform' ? 'infrastructure' : 'deployment';
  if (failed) return { is: 'change', kind: what, phase: 'failed', verb: 'Apply', about: 'other' };
  return /(Applied|Applied?Succeed(ed)?|Succeeded|Promoted|Completed)$/.test(reason) && !/Plan/.test(reason)
    ? { is: 'change', kind: what, phase: 'succeeded', verb: 'Apply', about: 'other' }
    : skip(`${kind} ${reason}: not one we know`);
};
