/** The newest known end of each partition, by partition id, and who wants to know when one moves. */
export class Ends {
  private readonly known = new Map<number, number>();
  private readonly listeners = new Set<() => void>();

  of(partition: number): number {
    return this.known.get(partition) ?? 0;
  }

  learn(ends: readonly (readonly [number, number])[]): void {
    for (const [partition, end] of ends) this.known.set(partition, Math.max(end, this.of(partition)));
    for (const listener of this.listeners) listener();
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
