import { compareText } from '../events/canonical.js';

/** What the graph's own search is checked against: how each service within `depth` calls of `start` is reached: calls away, and the way there including both ends. */
export const reach = (start: string, depth: number, next: (service: string) => readonly string[]): Map<string, readonly string[]> => {
  const paths = new Map<string, readonly string[]>([[start, [start]]]);
  let frontier = [start];
  for (let hop = 0; hop < depth && frontier.length > 0; hop++) {
    const further: string[] = [];
    for (const service of frontier) {
      const path = paths.get(service) ?? [];
      for (const name of next(service)) {
        if (paths.has(name)) continue;
        paths.set(name, [...path, name]);
        further.push(name);
      }
    }
    frontier = further.sort(compareText);
  }
  return paths;
};
