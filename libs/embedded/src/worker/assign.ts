import type { TopicInfo } from '../protocol.js';

export interface Candidate {
  readonly id: string;
  readonly topics: readonly string[];
}

/**
 * Which member should have which partition (by id). Every open log computes this for itself and comes to the same answer:
 * members in the order in which they joined, topics by name, partitions dealt out in turn over all topics.
 */
export const assign = (members: readonly Candidate[], topics: readonly TopicInfo[]): Map<number, string> => {
  const target = new Map<number, string>();
  let turn = 0;
  for (const { name, first, partitions } of [...topics].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const candidates = members.filter((member) => member.topics.includes(name));
    if (candidates.length === 0) continue;
    for (let i = 0; i < partitions; i += 1, turn += 1) {
      const member = candidates[turn % candidates.length];
      if (member !== undefined) target.set(first + i, member.id);
    }
  }
  return target;
};
