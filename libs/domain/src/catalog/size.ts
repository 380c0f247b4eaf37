import type { Graph } from './graph.js';

/** From one to the next so much more, from so many on. */
const STEP = 1.25;
const FEW = 16;
const sizes = new WeakMap<Graph, number>();

/** How many services call or are called, in steps: one more mostly concerns nobody. 0: no call is known at all. */
export const sizeOf = (graph: Graph): number => {
  const known = sizes.get(graph) ?? stepped(new Set(graph.edges.flatMap(({ from, to }) => [from, to])).size);
  sizes.set(graph, known);
  return known;
};
const stepped = (count: number): number => (count === 0 ? 0 : count <= FEW ? FEW : Math.round(FEW * STEP ** Math.round(Math.log(count / FEW) / Math.log(STEP))));
