import { describe, expect, it } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { schemaText } from '../app.module.js';
import { checkLimits, limits } from './check.js';
import { cost } from './cost.js';
import { extent } from './walk.js';

const schema = buildSchema(schemaText());
const check = (query: string, variables?: Record<string, unknown>): void => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  checkLimits(schema, document, variables);
};
const fields = (count: number, field: (i: number) => string): string => Array.from({ length: count }, (_, i) => field(i)).join(' ');

describe('each limit at n and n + 1', () => {
  const deep = (last: string): string => `{ change(id: "1") { incidents(first: 1) { nodes { suspects { change { incidents(first: 1) { nodes { suspects { ${last} } } } } } } } } }`;

  it('depth: levels of braces below the operation', () => {
    expect(extent(parse(deep('rank'))).depth).toBe(limits.depth);
    expect(() => check(deep('rank'))).not.toThrow();
    expect(() => check(deep('change { id }'))).toThrow(/nested too deep: 9, at most 8/);
  });

  it('depth counts through fragments', () => {
    const spread = (levels: number): string => `query { incidents(first: 1) { nodes { ...I } } } fragment I on Incident { suspects { change { ...C } } } fragment C on Change { ${'linked { '.repeat(levels)} id ${'} '.repeat(levels)} }`;
    expect(() => check(spread(4))).not.toThrow();
    expect(() => check(spread(5))).toThrow(/nested too deep/);
  });

  it('aliases', () => {
    const aliased = (count: number): string => `{ ${fields(count, (i) => `a${i}: change(id: "${i}") { id }`)} }`;
    expect(() => check(aliased(limits.aliases))).not.toThrow();
    expect(() => check(aliased(limits.aliases + 1))).toThrow(/too many aliases: 16, at most 15/);
  });

  it('aliases count as often as their fragment is spread', () => {
    const query = (spreads: number): string => `{ ${fields(spreads, () => 'incidents(first: 1) { nodes { ...F } }')} } fragment F on Incident { a: id b: id c: id d: id e: id }`;
    expect(() => check(query(3))).not.toThrow();
    expect(() => check(query(4))).toThrow(/too many aliases: 20/);
  });

  it('directives', () => {
    const directed = (count: number): string => `{ change(id: "1") { ${fields(count, () => '... @include(if: true) { id }')} } }`;
    expect(() => check(directed(limits.directives))).not.toThrow();
    expect(() => check(directed(limits.directives + 1))).toThrow(/too many directives: 51, at most 50/);
  });

  it('cost: at the limit it is answered, one above not', () => {
    const query = 'query($n: Int!, $m: Int!) { incidents(first: $n) { nodes { suspects { change { linked { linked { id } } } } } } changes(first: $m) { nodes { id } } }';
    const of = (n: number, m: number): number => cost(schema, parse(query), { n, m }, undefined);
    const n = Math.floor((limits.cost - of(0, 1)) / (of(3, 1) - of(2, 1)));
    const m = limits.cost - of(n, 1) + 1;
    expect(of(n, m)).toBe(limits.cost);
    expect(() => check(query, { n, m })).not.toThrow();
    expect(() => check(query, { n, m: m + 1 })).toThrow(/costs too much.*: 5001, at most 5000/);
  });

  it('a page of timelines costs what it may hold', () => {
    expect(() => check('{ services(first: 200) { nodes { timeline(first: 10) { edges { at node { __typename } } } } } }')).not.toThrow();
    expect(() => check('{ services(first: 200) { nodes { timeline { edges { at node { __typename } } } } } }')).toThrow(/costs too much/);
  });

  it('fragments that double one another are counted without being spelled out', () => {
    const doubling = fields(40, (i) => `fragment F${i} on Change { ${i === 39 ? 'a: id' : `...F${i + 1} ...F${i + 1}`} }`);
    expect(() => check(`{ change(id: "1") { ...F0 } } ${doubling}`)).toThrow(/too many aliases/);
  });

  it("a page of the story and GraphiQL's own question are within them", () => {
    expect(() => check(getIntrospectionQuery())).not.toThrow();
    expect(() => check(`{ service(name: "data-processor") { name health healthReasons replicas { desired ready } openIncidents { headline suspects { rank probability
      change { title diff { path before after } links { title url } actor { name } } linked { title } reasons { sentence } path } }
      timeline(related: 4, last: "PT1H") { edges { at node { ... on Change { title diff { path } } ... on Incident { headline suspects { change { diff { path } } } } } } } } }`)).not.toThrow();
  });
});
