import type { JsonSchema } from './schemas.ts';

/**
 * What a reader or a writer of the `before` schema would stumble over in `after`, a sentence each with the path it is about; empty when
 * the change is safe. Breaking: a property gone, a type or format changed, an enumeration or limit narrowed, a property newly required (what
 * lies on the log lacks it) or no longer required (readers rely on it), unknown properties newly refused. Safe: new properties, wider limits,
 * more values of an enumeration (readers must bear values they do not know), words of description.
 */
export const breaks = (before: JsonSchema, after: JsonSchema): string[] => [...compare({ root: before, at: before }, { root: after, at: after }, '', new Set())];

interface Place { readonly root: JsonSchema; readonly at: JsonSchema }

function* compare(a: Place, b: Place, path: string, seen: Set<string>): Generator<string> {
  const before = resolve(a);
  const after = resolve(b);
  // a recursive schema comes back to the same pair
  const pair = `${String(a.at['$ref'])} ${String(b.at['$ref'])}`;
  if (a.at['$ref'] !== undefined && seen.has(pair)) return;
  const inside = a.at['$ref'] === undefined ? seen : new Set([...seen, pair]);

  const where = path === '' ? 'the event' : path;
  for (const keyword of ['type', 'format', 'pattern', 'const'] as const) {
    if (text(before[keyword]) !== text(after[keyword])) yield `${where}: ${keyword} was ${text(before[keyword])}, is ${text(after[keyword])}`;
  }
  yield* compareEnum(before, after, where);
  for (const keyword of ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']) {
    if (numberOf(after, keyword, Infinity) < numberOf(before, keyword, Infinity)) yield `${where}: ${keyword} was ${text(before[keyword])}, is ${text(after[keyword])}`;
  }
  for (const keyword of ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']) {
    if (numberOf(after, keyword, -Infinity) > numberOf(before, keyword, -Infinity)) yield `${where}: ${keyword} was ${text(before[keyword])}, is ${text(after[keyword])}`;
  }
  yield* compareProperties(before, after, where);

  const inner = (key: string, suffix: string): Generator<string> => compareInner(a.root, b.root, before[key], after[key], `${path}${suffix}`, inside);
  for (const name of Object.keys(objectOf(before['properties']))) {
    if (name in objectOf(after['properties'])) yield* compareInner(a.root, b.root, objectOf(before['properties'])[name], objectOf(after['properties'])[name], path === '' ? name : `${path}.${name}`, inside);
  }
  yield* inner('items', '[]');
  yield* inner('additionalProperties', '.*');
  yield* inner('propertyNames', ' (names)');
  yield* compareAlternatives(a.root, b.root, before, after, where, inside);
}

function* compareEnum(before: JsonSchema, after: JsonSchema, where: string): Generator<string> {
  const was = before['enum'];
  const is = after['enum'];
  if (!Array.isArray(is)) {
    if (Array.isArray(was)) yield `${where}: was one of ${was.map(text).join(', ')}, is anything`;
    return;
  }
  if (!Array.isArray(was)) {
    yield `${where}: was anything, is one of ${is.map(text).join(', ')}`;
    return;
  }
  const gone = was.filter((value) => !is.includes(value));
  if (gone.length > 0) yield `${where}: no longer one of ${gone.map(text).join(', ')}`;
}

function* compareProperties(before: JsonSchema, after: JsonSchema, where: string): Generator<string> {
  const had = Object.keys(objectOf(before['properties']));
  const has = objectOf(after['properties']);
  const required = (schema: JsonSchema): string[] => (Array.isArray(schema['required']) ? (schema['required'] as string[]) : []);
  for (const name of had) if (!(name in has)) yield `${where}: ${name} is gone`;
  for (const name of required(after)) if (!required(before).includes(name)) yield `${where}: ${name} is newly required`;
  for (const name of required(before)) if (name in has && !required(after).includes(name)) yield `${where}: ${name} is no longer required`;
  if (after['additionalProperties'] === false && before['additionalProperties'] !== false) yield `${where}: unknown properties are newly refused`;
}

function* compareAlternatives(rootA: JsonSchema, rootB: JsonSchema, before: JsonSchema, after: JsonSchema, where: string, seen: Set<string>): Generator<string> {
  for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
    const was = listOf(before[keyword]);
    const is = listOf(after[keyword]);
    if (was.length !== is.length) yield `${where}: ${keyword} had ${was.length} alternatives, has ${is.length}`;
    else for (const [index, alternative] of was.entries()) yield* compareInner(rootA, rootB, alternative, is[index], `${where} (${keyword} ${index + 1})`, seen);
  }
}

function* compareInner(rootA: JsonSchema, rootB: JsonSchema, was: unknown, is: unknown, path: string, seen: Set<string>): Generator<string> {
  if (!isSchema(was) && isSchema(is) && Object.keys(is).length > 0) yield `${path}: was anything, is narrowed`;
  else if (isSchema(was) && !isSchema(is) && is !== false) yield `${path}: was described, is anything`;
  else if (isSchema(was) && isSchema(is)) yield* compare({ root: rootA, at: was }, { root: rootB, at: is }, path, seen);
}

const resolve = ({ root, at }: Place): JsonSchema => {
  const ref = at['$ref'];
  if (typeof ref !== 'string') return at;
  const found = ref.split('/').slice(1).reduce<unknown>((node, key) => (isSchema(node) ? node[key] : undefined), root);
  if (!isSchema(found)) throw new Error(`the schema has no ${ref}`);
  return resolve({ root, at: { ...found, ...Object.fromEntries(Object.entries(at).filter(([key]) => key !== '$ref')) } });
};

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null && !Array.isArray(value);
const objectOf = (value: unknown): JsonSchema => (isSchema(value) ? value : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const text = (value: unknown): string => (value === undefined ? 'not said' : typeof value === 'string' ? value : JSON.stringify(value));
const numberOf = (schema: JsonSchema, keyword: string, otherwise: number): number => (typeof schema[keyword] === 'number' ? schema[keyword] : otherwise);
