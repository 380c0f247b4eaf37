import jsonata from 'jsonata';
import { z } from 'zod';
import { instant } from '../../provider/instant.js';
import { entitiesIn, environmentIn, type Labels } from '../../provider/labels.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import { LinearRegExp } from './linear.js';

/** How far an expression may go before it is ended: calls within calls, items of one list. */
const LIMITS = { stack: 200, sequence: 10_000 } as const;
/** How many steps it may take: counted rather than timed, so that a busy machine makes of a delivery what an idle one does. */
const STEPS = 100_000;
/** How long it goes on before it lets others in between. */
const SLICE_MS = 10;
/** Equal deliveries give equal events, and no text of a sender's becomes an expression. */
const forbidden: Readonly<Record<string, string>> = { random: 'equal deliveries give equal events', shuffle: 'equal deliveries give equal events', eval: 'what a sender sends is never an expression' };

/** How far an evaluation has come, and since when it has had the turn. */
interface Turn {
  steps: number;
  began: number;
}
const TURN = 'culprit turn';

/** JSONata calls this for each step of an expression, and waits for what it gives. */
const perStep = (_: unknown, __: unknown, environment: { lookup: (name: string) => Turn }): Promise<void> | undefined => {
  const turn = environment.lookup(TURN);
  turn.steps += 1;
  if (turn.steps > STEPS) throw new Error(`it takes more than ${STEPS} steps`);
  if (performance.now() - turn.began < SLICE_MS) return undefined;
  return new Promise((resolve) => setImmediate(() => {
    turn.began = performance.now();
    resolve();
  }));
};

/** What every expression is told beside the body. */
export interface Bindings {
  readonly endpoint: string | undefined;
  readonly receivedAt: string;
}

export interface Mapping {
  /** What the expression makes of a body, as plain JSON; undefined for nothing. Rejects with words when it fails or goes too far. */
  readonly apply: (body: unknown, bindings: Bindings) => Promise<unknown>;
}

/** Compiles an expression; throws with words for one that is none, that has a pattern of more than linear time, or that is not to be trusted. */
const mappingOf = (text: string): Mapping => {
  const expression = jsonata(text, { ...LIMITS, RegexEngine: LinearRegExp as unknown as RegExpConstructor });
  inspect(expression.ast());
  for (const [name, functionOf] of Object.entries(ours)) expression.registerFunction(name, functionOf);
  expression.assign(Symbol.for('jsonata.__evaluate_entry') as unknown as string, perStep);
  return {
    apply: async (body, { endpoint, receivedAt }) => {
      const made: unknown = await expression.evaluate(body, { endpoint, receivedAt, now: () => receivedAt, millis: () => Date.parse(receivedAt), [TURN]: { steps: 0, began: performance.now() } });
      return made === undefined ? undefined : (JSON.parse(JSON.stringify(made) ?? 'null') as unknown);
    },
  };
};

/** What expressions may call beside JSONata's own functions. */
const ours: Readonly<Record<string, (...said: unknown[]) => unknown>> = {
  instant: (value) => instant(typeof value === 'string' || typeof value === 'number' ? value : undefined),
  severity: (word) => severityOfWord(typeof word === 'string' || typeof word === 'number' ? String(word) : undefined),
  alertClass: (...words) => classOf(...words.map((word) => (typeof word === 'string' ? word : undefined))),
  entities: (labels) => entitiesIn(textsOf(labels)),
  environment: (labels) => environmentIn(textsOf(labels)),
};

const textsOf = (table: unknown): Labels =>
  table === null || typeof table !== 'object' ? {} : Object.fromEntries(Object.entries(table).filter((pair): pair is [string, string] => typeof pair[1] === 'string').slice(0, 500));

/** Walks an expression: its patterns are compiled once, so that a bad one is known at the start. */
const inspect = (node: unknown, seen = new Set<object>()): void => {
  if (node === null || typeof node !== 'object' || seen.has(node)) return;
  seen.add(node);
  if (node instanceof RegExp) return void new LinearRegExp(node);
  if ('type' in node && node.type === 'variable' && 'value' in node && typeof node.value === 'string' && Object.hasOwn(forbidden, node.value)) throw new Error(`$${node.value} is not allowed: ${forbidden[node.value]}`);
  for (const inside of Object.values(node)) inspect(inside, seen);
};

/** Why an expression failed, in words: JSONata throws plain objects. */
export const wordsOf = (error: unknown): string => {
  const { message, position } = error !== null && typeof error === 'object' ? (error as { message?: unknown; position?: unknown }) : {};
  return cut(`${typeof message === 'string' ? message : String(error)}${typeof position === 'number' ? ` (at character ${position})` : ''}`, 500);
};

const known = new Map<string, Mapping>();
const MOST_KNOWN = 1000;

/** The same for an expression that was compiled before; settings are plain texts, so that they can go to another thread. */
export const mapped = (text: string): Mapping => {
  const before = known.get(text);
  if (before !== undefined) return before;
  const mapping = mappingOf(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, mapping);
  return mapping;
};

/** An expression of the configuration; a fault of it says where. */
export const Expression = z.string().max(20_000).superRefine((text, context) => {
  try {
    mapped(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `not an expression that we take: ${wordsOf(error)}` });
  }
});
