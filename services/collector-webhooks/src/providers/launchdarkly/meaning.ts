import type { ChangeKind } from '@culprit/domain';
import type { Entry } from './schema.js';

const kinds: Readonly<Record<string, ChangeKind>> = {
  'flag': 'feature-flag', 'segment': 'feature-flag', 'experiment': 'feature-flag', 'holdout': 'feature-flag', 'layer': 'feature-flag', 'ai-config': 'feature-flag', 'aiconfig': 'feature-flag',
  'release-pipeline': 'feature-flag', 'release': 'feature-flag', 'environment': 'config', 'project': 'config', 'relay-proxy-config': 'config', 'relay-proxy': 'config',
};

/** What says something about a flag and changes nothing that is evaluated. */
const cosmetic = /^(update(Name|Description|Tags|Maintainer|Temporary|Deprecated|Color|FlagCustomProperties|CustomProperties|IncludeInSnippet|MaintainerTeam|Hypothesis|ConfirmChanges|RequireComments|DefaultTrackEvents|TrackEvents|Member\w*|Comments?)|create(FlagLink|Comment)|(update|delete)FlagLink|manageFlagFollowers|updateFlagFollowers|updateFeatureWorkflows?|bypassRequiredApproval)$/;
/** What was asked for or planned; the entry that does it comes by itself. */
const planned = /^((create|review|update|delete)ApprovalRequest|updateApproval\w*|applyApprovalRequest|(create|update|delete)ScheduledChanges|createWorkflow|deleteWorkflow|updateScheduledChangesConfiguration)$/;

/** The kind of change that an entry is, or in words why it is none. */
export const kindOf = (entry: Entry): { readonly kind: ChangeKind } | { readonly skip: string } => {
  const kind = Object.hasOwn(kinds, entry.kind) ? kinds[entry.kind] : undefined;
  const actions = actionsOf(entry);
  if (kind === undefined) return { skip: `${entry.kind} ${actions.join(', ')}: no flag is evaluated otherwise` };
  // A template's view names one verb for an entry that did several things.
  if (actions.length > 0 && actions.every((action) => planned.test(action))) return { skip: `${entry.kind} ${actions.join(', ')}: asked for or planned, not yet done` };
  if (actions.length > 0 && actions.every((action) => cosmetic.test(action)) && !bySeveral(entry)) return { skip: `${entry.kind} ${actions.join(', ')}: no flag is evaluated otherwise` };
  return { kind };
};

export const actionsOf = ({ accesses, verbKind }: Entry): string[] => {
  const told = [...new Set(accesses.map(({ action }) => action))];
  return (told.length > 0 ? told : verbKind === undefined ? [] : [verbKind]).slice(0, 20);
};

const bySeveral = ({ accesses, details }: Entry): boolean => accesses.length === 0 && (details?.plainText ?? '').split('\n').filter((line) => line.trim() !== '' && !/^(Added|Removed) tags?\b|^Changed the (color|name|description)\b/.test(line.trim())).length > 0;
