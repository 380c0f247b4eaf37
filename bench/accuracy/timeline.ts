/** A line of the replay format, before its event is filled at the door. */
export interface Line {
  arrivalTime: string;
  kind: string;
  event: Record<string, unknown>;
}

export interface Case {
  name: string;
  /** The alerts of the issue, oldest first. */
  alertIds: string[];
  /** undefined: no change did it. */
  trueChange: string | undefined;
}

export interface Timeline {
  name: string;
  cases: Case[];
  lines: Line[];
}
