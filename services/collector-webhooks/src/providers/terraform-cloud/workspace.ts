import { patternOf } from '@culprit/domain';
import type { Settings } from './schema.js';

export interface Workspace {
  readonly organization: string | undefined;
  readonly name: string | undefined;
  readonly id: string | undefined;
}

export const instanceOf = ({ organization, name, id }: Workspace): string => [organization, name ?? id].filter((part) => part !== undefined).join('/') || 'unknown';
export const entityOf = ({ name, id }: Workspace): string[] => (name === undefined && id === undefined ? [] : [`terraform:workspace/${name ?? id}`]);

export const environmentOf = ({ name }: Workspace, { environments }: Settings): { environment?: string } => {
  const found = name === undefined ? undefined : Object.entries(environments).find(([pattern]) => patternOf(pattern)(name))?.[1];
  return found === undefined ? {} : { environment: found };
};
