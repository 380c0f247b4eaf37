import type { Actor, Change, DiffEntry, Incident, Revision } from '@culprit/domain';

const nobody: Actor = { kind: 'unknown', basis: 'sender' };

/** Fields whose name or default differs from the row's; all others are read as they are. No field here asks anybody. */
export const fields = {
  Change: {
    actor: ({ actor }: Change) => actor ?? nobody,
    outOfBand: ({ outOfBand }: Change) => outOfBand ?? false,
  },
  DiffEntry: {
    before: ({ before, redacted }: DiffEntry) => (redacted === true ? null : before),
    after: ({ after, redacted }: DiffEntry) => (redacted === true ? null : after),
    redacted: ({ redacted }: DiffEntry) => redacted ?? false,
  },
  Revision: {
    previousCommit: ({ previous }: Revision) => previous?.commit,
    previousImage: ({ previous }: Revision) => previous?.image,
    previousVersion: ({ previous }: Revision) => previous?.version,
  },
  Incident: { suspects: ({ id, suspects }: Incident) => suspects.map((suspect) => ({ ...suspect, incidentId: id })) },
  TimelineItem: {
    __resolveType: (node: object) => ('suspects' in node ? 'Incident' : 'fingerprint' in node ? 'Alert' : 'Change'),
  },
};
