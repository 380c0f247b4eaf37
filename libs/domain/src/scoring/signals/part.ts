import type { Change } from '../../events/change.js';
import type { Evidence, Signal } from '../signal.js';

/** Of a service, how many of its pods what was changed carries, and how many it has: what a collector says of a node under `attributes.pods`. */
interface Pods {
  readonly here: number;
  readonly of: number;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const podsOf = ({ attributes }: Change): Readonly<Record<string, unknown>> | undefined => (isRecord(attributes['pods']) ? attributes['pods'] : undefined);

/** Undefined where nobody says, or where all of the service is there. */
const partOf = ({ candidate: { service, changes: [lead] } }: Evidence): Pods | undefined => {
  const said = service === undefined ? undefined : podsOf(lead)?.[service];
  if (!isRecord(said)) return undefined;
  const { here, of } = said;
  return typeof here === 'number' && typeof of === 'number' && here >= 0 && here < of ? { here, of } : undefined;
};

/** A node carries a part of what runs on it: the smaller the part, the nearer it comes to a place that a service only may be touched in. */
export const part: Signal = {
  name: 'part',
  isSilentOn: (change) => podsOf(change) === undefined,
  weigh: (evidence) => {
    const found = partOf(evidence);
    return found === undefined ? undefined : evidence.score.scopeOnly * (1 - found.here / found.of);
  },
  say: (evidence) => {
    const { here, of } = partOf(evidence) ?? { here: 0, of: 0 };
    return `only ${here} of ${of} pods of ${evidence.candidate.service ?? ''} ran there`;
  },
};
