import { getNamedType, isListType, isLeafType, isNonNullType, type DocumentNode, type GraphQLOutputType, type GraphQLSchema } from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { MAX_PAGE } from '../page.js';

/** Follows pushes one after the other, of all that stand side by side at once; `people` only where nobody in the chain is named. */
const mayAsk = new Set(['Change.people', 'Change.code']);
const MAYBE = 5;
/** Judges an incident again. */
const weighs = 'Incident.weigh';
const WEIGHING = 200;
/** What a list without `first` usually holds: suspects, reasons, diff entries. */
const USUAL = 5;

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);

/** Leaves are free; an object costs 1, and what lies below it as often as it can come. */
const estimate: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  if (isLeafType(getNamedType(field.type)) || field.name.startsWith('__')) return 0;
  const name = `${type.name}.${field.name}`;
  const own = name === weighs ? WEIGHING : mayAsk.has(name) ? MAYBE : 1;
  const first: unknown = args['first'];
  if (typeof first === 'number') return own + Math.min(Math.max(first, 1), MAX_PAGE) * childComplexity;
  const paged = field.name === 'nodes' || field.name === 'edges' || !isList(field.type);
  return own + (paged ? 1 : USUAL) * childComplexity;
};

export const cost = (schema: GraphQLSchema, query: DocumentNode, variables: Record<string, unknown>, operationName: string | undefined): number =>
  getComplexity({ schema, query, variables, ...(operationName === undefined ? {} : { operationName }), estimators: [estimate] });
