import { z } from 'zod';
import type { ChangeRow } from '@culprit/ports';
import { commitsOf } from './commits.js';
import { isMerge } from './told.js';

export interface Person {
  readonly name: string;
  readonly role: string;
}

type Told = Pick<ChangeRow, 'kind' | 'actor' | 'attributes'>;
const Names = z.array(z.string()).catch([]);

const roleOf = (change: Told): string => {
  if (change.kind === 'feature-flag') return 'toggler';
  if (change.kind === 'deployment') return 'deployer';
  if (change.kind === 'code') return isMerge(change) ? 'merger' : 'pusher';
  return 'actor';
};

/** Whom the change itself names beside who made it. */
const named = ({ kind, attributes }: Told): Person[] => {
  const approvers = Names.parse(attributes['approvers']).map((name) => ({ name, role: 'approver' }));
  if (kind !== 'code') return approvers;
  const { author } = attributes;
  const commits = commitsOf(attributes);
  return [
    ...(typeof author === 'string' ? [{ name: author, role: 'author' }] : []),
    ...commits.flatMap((commit) => [commit.author, ...commit.coAuthors]).flatMap((name) => (name === undefined ? [] : [{ name, role: 'author' }])),
    ...commits.flatMap(({ committer }) => (committer === undefined ? [] : [{ name: committer, role: 'committer' }])),
    ...approvers, ...commits.flatMap((commit) => commit.approvers).map((name) => ({ name, role: 'approver' })),
  ];
};

/** Everyone in a chain of linked changes, the one asked of first, and who else is known of; of machines only whom they acted for. */
export const peopleOf = (chain: readonly Told[], others: readonly Person[] = []): Person[] => {
  const found = new Map<string, Person>();
  const add = (name: string | undefined, role: string): void => {
    if (name !== undefined && name !== '' && !found.has(`${role} ${name}`)) found.set(`${role} ${name}`, { name, role });
  };
  for (const change of chain) {
    const { actor } = change;
    if (actor?.kind === 'human' || actor?.kind === 'unknown') add(actor.name, roleOf(change));
    add(actor?.onBehalfOf, roleOf(change));
    for (const { name, role } of named(change)) add(name, role);
  }
  for (const { name, role } of others) add(name, role);
  return [...found.values()];
};
