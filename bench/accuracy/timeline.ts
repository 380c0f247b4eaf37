/** A line of the replay format, before its event is filled at the door. */
export interface Line {
  arrivalTime: string;
  kind: string;
  event: Record<string, unknown>;
}

export interface Case {
  name: string;
  /** The alerts of the issue, oldest first. */
  alertIds: readonly string[];
  /** The changes that did it; empty: none did. */
  causes: readonly string[];
  /** What more is known of it, to look at a part of a set. */
  slices?: Readonly<Record<string, string>>;
}

export interface Timeline {
  name: string;
  cases: readonly Case[];
  lines: readonly Line[];
  /** The service of each change that names one. */
  serviceOf: ReadonlyMap<string, string>;
}

export const serviceOfChanges = (lines: readonly Line[]): Map<string, string> =>
  new Map(lines.flatMap(({ kind, event }) => (kind === 'change' && typeof event['service'] === 'string' ? [[String(event['id']), event['service']] as const] : [])));
