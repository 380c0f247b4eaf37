import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, isEnumType, isInputObjectType, isObjectType, isUnionType, type GraphQLSchema } from 'graphql';
import { schemaText } from './app.module.js';

const contract = buildSchema(readFileSync(join(import.meta.dirname, '../../../docs/contracts/schema.graphql'), 'utf8'));

/** One line for each thing that a client can build on. */
const lines = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__')).flatMap((type) => {
    if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`);
    if (isUnionType(type)) return type.getTypes().map(({ name }) => `${type.name} = ${name}`);
    if (isInputObjectType(type)) return Object.values(type.getFields()).map((f) => `${type.name}.${f.name}: ${f.type} = ${JSON.stringify(f.defaultValue)}`);
    if (!isObjectType(type)) return [type.name];
    return Object.values(type.getFields()).flatMap((f) => [
      `${type.name}.${f.name}: ${f.type}`,
      ...f.args.map((a) => `${type.name}.${f.name}(${a.name}: ${a.type} = ${JSON.stringify(a.defaultValue)})`),
    ]);
  });

const missing = (served: GraphQLSchema): string[] => {
  const promised = new Set(lines(contract));
  return lines(served).filter((line) => !promised.has(line));
};

describe('the schema that is served', () => {
  it('is part of the contract: types, fields, arguments, defaults and nullability', () => {
    expect(missing(buildSchema(schemaText()))).toEqual([]);
  });

  it('a field that differs is found', () => {
    const changed = schemaText().replace('headline: String!', 'headline: String').replace('first: Int = 50', 'first: Int = 51').replace('HEALTHY DEGRADED', 'HEALTHY FINE');
    expect(missing(buildSchema(changed))).toEqual(expect.arrayContaining(['Incident.headline: String', 'Query.services(first: Int = 51)', 'Health.FINE']));
  });

  it('leaves no argument out of a field that it serves', () => {
    const served = new Set(lines(buildSchema(schemaText())));
    const fieldsServed = [...served].filter((line) => !line.includes('(')).map((line) => line.split(':')[0] ?? '');
    const left = lines(contract).filter((line) => line.includes('(') && fieldsServed.includes(line.split('(')[0] ?? '') && !served.has(line));
    expect(left).toEqual([]);
  });
});
