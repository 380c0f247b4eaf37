import type { DependencyRow } from '@culprit/ports';

/** The edges within `depth` calls of a service, in the order given; `callees` follows calls, `callers` goes against them. */
export const edgesAround = (edges: readonly DependencyRow[], service: string, depth: number, direction: 'callees' | 'callers'): DependencyRow[] => {
  const near = direction === 'callees' ? (e: DependencyRow): string => e.from : (e: DependencyRow): string => e.to;
  const far = direction === 'callees' ? (e: DependencyRow): string => e.to : (e: DependencyRow): string => e.from;
  const reached = new Set([service]);
  const kept = new Set<DependencyRow>();
  let ring = new Set([service]);
  for (let hop = 0; hop < depth && ring.size > 0; hop += 1) {
    const next = new Set<string>();
    for (const edge of edges) {
      if (!ring.has(near(edge))) continue;
      kept.add(edge);
      if (!reached.has(far(edge))) next.add(far(edge));
    }
    for (const name of next) reached.add(name);
    ring = next;
  }
  return edges.filter((edge) => kept.has(edge));
};
