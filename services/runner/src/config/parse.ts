import type { z } from 'zod';
import { fieldOf } from './field.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** One fault of the configuration: which variable (or how things fit together), and what is wrong. */
export interface Fault {
  readonly variable: string;
  readonly sentence: string;
}

export interface Room {
  readonly name: string;
  readonly config: z.ZodObject;
}

export interface ParsedRoom {
  /** What could be read; whole and of the schema's type when the room has no fault. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly faults: readonly Fault[];
}

/** Field by field first, so that one wrong variable hides no other; then the whole, for what the room checks across fields. */
export const parseRoom = (room: Room, env: Env): ParsedRoom => {
  const given: Record<string, unknown> = {};
  const values: Record<string, unknown> = {};
  const faults: Fault[] = [];
  for (const [variable, schema] of Object.entries(room.config.shape)) {
    // An empty variable is how compose files and shells say "not set".
    const text = env[variable] === '' ? undefined : env[variable];
    if (text !== undefined) given[variable] = text;
    const field = (schema as z.ZodType).safeParse(text);
    if (field.success) values[variable] = field.data;
    else faults.push({ variable, sentence: sentenceOf(field.error.issues, text, fieldOf(schema).secret) });
  }
  if (faults.length > 0) return { values, faults };
  const whole = room.config.safeParse(given);
  if (whole.success) return { values: whole.data, faults };
  return { values, faults: whole.error.issues.map((issue) => ({ variable: String(issue.path[0] ?? room.name), sentence: issue.message })) };
};

const sentenceOf = (issues: readonly z.core.$ZodIssue[], text: string | undefined, secret: boolean): string => {
  const wrong = issues.map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ` : '') + issue.message).join('; ');
  if (text === undefined) return `is needed: ${wrong}`;
  if (/^tcp:\/\//.test(text)) return `is ${JSON.stringify(text)}, which Kubernetes sets for a Service of that name: set enableServiceLinks: false on the pod`;
  return secret ? wrong : `is ${JSON.stringify(text)}: ${wrong}`;
};
