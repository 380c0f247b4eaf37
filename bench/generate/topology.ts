import { chance } from './chance.ts';
import type { Parameters } from './parameters.ts';

export interface Node {
  readonly name: string;
  readonly layer: number;
  readonly role: 'entry' | 'middle' | 'leaf' | 'infra';
  readonly cluster: string;
  readonly system: string;
  /** What other tools call it; undefined: the same. */
  readonly alias: string | undefined;
  readonly aliasDeclared: boolean;
  readonly calls: Map<Node, 'call' | 'async'>;
  readonly calledBy: Set<Node>;
}

const words = ['cart', 'pay', 'stock', 'mail', 'search', 'price', 'order', 'user', 'ship', 'tax', 'offer', 'review', 'invoice', 'ledger', 'fraud', 'media', 'geo', 'quote', 'refund', 'basket'];
const aliasOf = (name: string, kind: number): string => [`${name}service`, `${name}-deployment`, name.replace('-', '_')][kind] ?? name;

/** Layers of services that call deeper ones, those much called being called more, and the infrastructure that many share. */
export const topology = ({ topology: shape, defects }: Parameters, services: number, layers: number, seed: string): Node[] => {
  const draw = chance(`${seed}/topology`);
  const named = chance(`${seed}/aliases`);
  const node = (name: string, layer: number, role: Node['role']): Node => ({
    name, layer, role, cluster: draw.is(0.5) ? 'prod-a' : 'prod-b', system: draw.one(words),
    alias: named.is(defects.aliased) ? aliasOf(name, named.whole(0, 2)) : undefined, aliasDeclared: named.is(defects.aliasesDeclared), calls: new Map(), calledBy: new Set(),
  });
  const infraCount = Math.max(3, Math.round(services / shape.infra.perServices));
  const own = services - infraCount;
  const nodes = Array.from({ length: own }, (_, i) => {
    const name = `${words[i % words.length] ?? ''}-${String(Math.floor(i / words.length)).padStart(3, '0')}`;
    const at = (i + 0.5) / own;
    if (at < shape.entry) return node(name, 0, 'entry');
    if (at >= 1 - shape.leaf) return node(name, layers - 1, 'leaf');
    return node(name, 1 + Math.floor(((at - shape.entry) / (1 - shape.entry - shape.leaf)) * (layers - 2)), 'middle');
  });
  const infra = Array.from({ length: infraCount }, (_, i) => node(`${['postgres', 'kafka', 'dns', 'flags', 'nodepool'][i % 5] ?? ''}-${i}`, layers, 'infra'));
  const link = (from: Node, to: Node): void => {
    if (from === to) return;
    from.calls.set(to, draw.is(shape.async) ? 'async' : 'call');
    to.calledBy.add(from);
  };
  /** One of these, the much called more often. */
  const preferred = (among: readonly Node[]): Node => {
    let rest = draw.next() * among.reduce((sum, n) => sum + n.calledBy.size + shape.attachment, 0);
    for (const each of among) {
      rest -= each.calledBy.size + shape.attachment;
      if (rest < 0) return each;
    }
    return among.at(-1) as Node;
  };
  const deeper = Array.from({ length: layers }, (_, layer) => nodes.filter((n) => n.layer > layer && n.layer <= layer + 2));
  const shallower = Array.from({ length: layers }, (_, layer) => nodes.filter((n) => n.layer < layer && n.layer >= layer - 2));
  for (const from of nodes) {
    if (from.role !== 'leaf') {
      const degree = Math.max(1, Math.min(shape.outDegree.most, Math.round(draw.logNormal(shape.outDegree.median, shape.outDegree.sigma))));
      for (let i = 0; i < degree; i++) {
        if (draw.is(shape.cycles) && from.layer > 0) link(from, draw.one(shallower[from.layer] ?? []));
        else link(from, preferred(deeper[from.layer] ?? []));
      }
    }
    if (draw.is(shape.infra.callers)) link(from, preferred(infra));
  }
  for (const lonely of nodes) if (lonely.role !== 'entry' && lonely.calledBy.size === 0) link(draw.one(shallower[lonely.layer] ?? []), lonely);
  for (const lonely of infra) while (lonely.calledBy.size < 2) link(draw.one(nodes), lonely);
  return [...nodes, ...infra];
};
