import { Duration, Time } from '@culprit/domain';
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped, type GraphQLEnumType, type GraphQLSchema } from 'graphql';
import type { z } from 'zod';

const text = (name: string, description: string, schema: z.ZodType<string>): GraphQLScalarType => {
  const parse = (value: unknown): string => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new GraphQLError(parsed.error.issues[0]?.message ?? `not a ${name}`);
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize: (value) => String(value),
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
};

export const scalars = {
  DateTime: text('DateTime', 'RFC 3339 in UTC.', Time),
  Duration: text('Duration', 'ISO 8601, such as PT1H.', Duration),
  JSON: new GraphQLScalarType({ name: 'JSON', serialize: (value) => value, parseValue: (value) => value, parseLiteral: valueFromASTUntyped }),
};

const spokenAlike = new Set(['Health']);

/** FEATURE_FLAG means 'feature-flag' inside; health is written in capitals on both sides. */
export const enumValues = (schema: GraphQLSchema): Record<string, Record<string, string>> =>
  Object.fromEntries(
    Object.values(schema.getTypeMap())
      .filter((type): type is GraphQLEnumType => 'getValues' in type && !type.name.startsWith('__') && !spokenAlike.has(type.name))
      .map((type) => [type.name, Object.fromEntries(type.getValues().map(({ name }) => [name, name.toLowerCase().replaceAll('_', '-')]))]),
  );
