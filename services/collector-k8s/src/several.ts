/** Several texts by one; a set is made only where there is more than one: most stand alone, and a set weighs as much as all else that is kept. */
export class Several {
  private readonly kept = new Map<string, string | Set<string>>();

  of(key: string): Iterable<string> {
    const kept = this.kept.get(key);
    return kept === undefined ? [] : typeof kept === 'string' ? [kept] : kept;
  }

  add(key: string, value: string): void {
    const kept = this.kept.get(key);
    if (kept === undefined) this.kept.set(key, value);
    else if (typeof kept !== 'string') kept.add(value);
    else if (kept !== value) this.kept.set(key, new Set([kept, value]));
  }

  take(key: string, value: string): void {
    const kept = this.kept.get(key);
    if (kept === value) this.kept.delete(key);
    if (typeof kept === 'object' && kept.delete(value) && kept.size === 0) this.kept.delete(key);
  }
}
