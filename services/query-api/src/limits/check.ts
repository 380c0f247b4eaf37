import type { DocumentNode, GraphQLSchema } from 'graphql';
import { UserFault } from '../errors.js';
import { cost } from './cost.js';
import { extent, type Extent } from './walk.js';

export const limits = { depth: 8, aliases: 15, directives: 50, tokens: 1000, cost: 5000 } as const;

const tooMuch = (what: string, asked: number, limit: number): UserFault =>
  new UserFault(`this query ${what}: ${asked}, at most ${limit} is answered`, 'QUERY_TOO_LARGE', { asked, limit });

// Documents are cached by their text, so equal queries are counted once.
const counted = new WeakMap<DocumentNode, Extent>();

const countedExtent = (document: DocumentNode): Extent => {
  const found = counted.get(document) ?? extent(document);
  counted.set(document, found);
  return found;
};

/** Throws a `UserFault` that says which limit a validated document is above. */
export const checkLimits = (
  schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown> | undefined, operationName?: string,
): void => {
  const { depth, aliases, directives } = countedExtent(document);
  if (depth > limits.depth) throw tooMuch('is nested too deep', depth, limits.depth);
  if (aliases > limits.aliases) throw tooMuch('has too many aliases', aliases, limits.aliases);
  if (directives > limits.directives) throw tooMuch('has too many directives', directives, limits.directives);
  const asked = cost(schema, document, variables ?? {}, operationName);
  if (asked > limits.cost) throw tooMuch('costs too much (ask for fewer items or fewer nested lists)', asked, limits.cost);
};
