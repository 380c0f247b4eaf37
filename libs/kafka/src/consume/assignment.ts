/** What changed with a new assignment, by `topic/partition`. */
export interface Change {
  readonly kept: string[];
  readonly lost: string[];
  readonly gained: { topic: string; partition: number }[];
}

/** A member that came back under a new id may have been away: it keeps nothing. */
export const compare = (had: Iterable<string>, now: Readonly<Record<string, readonly number[]>>, sameMember: boolean): Change => {
  const places = Object.entries(now).flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })));
  const names = new Set(places.map(nameOf));
  const before = [...had];
  const kept = sameMember ? before.filter((name) => names.has(name)) : [];
  return {
    kept,
    lost: before.filter((name) => !kept.includes(name)),
    gained: places.filter((place) => !kept.includes(nameOf(place))),
  };
};

export const nameOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string => `${topic}/${partition}`;
