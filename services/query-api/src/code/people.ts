import type { ChangeRow } from '@culprit/ports';
import { commitsOf } from './commits.js';

export interface Person {
  readonly name: string;
  readonly role: string;
}

type Told = Pick<ChangeRow, 'kind' | 'actor' | 'attributes'>;

const roleOf = ({ kind, attributes }: Told): string => {
  if (kind === 'feature-flag') return 'toggler';
  if (kind === 'deployment') return 'deployer';
  if (kind === 'code') return attributes['pullRequest'] === undefined ? 'pusher' : 'merger';
  return 'actor';
};

const authors = ({ kind, attributes }: Told): string[] => {
  if (kind !== 'code') return [];
  const { author } = attributes;
  return [...(typeof author === 'string' ? [author] : []), ...commitsOf(attributes).flatMap((commit) => commit.author ?? [])];
};

/** Everyone in a chain of linked changes, the one asked of first; of machines only whom they acted for. */
export const peopleOf = (chain: readonly Told[]): Person[] => {
  const found = new Map<string, Person>();
  const add = (name: string | undefined, role: string): void => {
    if (name !== undefined && name !== '' && !found.has(`${role} ${name}`)) found.set(`${role} ${name}`, { name, role });
  };
  for (const change of chain) {
    const { actor } = change;
    if (actor?.kind === 'human' || actor?.kind === 'unknown') add(actor.name, roleOf(change));
    add(actor?.onBehalfOf, roleOf(change));
    for (const author of authors(change)) add(author, 'author');
  }
  return [...found.values()];
};
