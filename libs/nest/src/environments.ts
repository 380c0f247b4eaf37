import { readFile } from 'node:fs/promises';
import { Environments, shippedEnvironments, type Environment } from '@culprit/domain';
import { z } from 'zod';
import { checkYaml } from './yaml/check.js';
import { parseYaml } from './yaml/document.js';

/** Part of the `config` of every service at whose door environments get their one name. */
export const environmentsConfig = {
  ENVIRONMENTS_FILE: z.string().default('').describe('YAML file that lists the environments (name, aliases, clusters, namespaces); empty: production, staging and development with their usual aliases.'),
};

/** The environments of a file (`''`: as shipped). Rejects in words, with file, line and path. */
export const readEnvironments = async (file: string): Promise<readonly Environment[]> => {
  if (file === '') return shippedEnvironments;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`ENVIRONMENTS_FILE=${file} cannot be read`, { cause });
  });
  const read = parseYaml(file, text);
  if (!read.ok) throw new Error(`ENVIRONMENTS_FILE: ${read.error}`);
  const [document, ...others] = read.documents;
  if (document === undefined) throw new Error(`ENVIRONMENTS_FILE: ${file} is empty: it lists environments, each beginning with \`- name:\``);
  if (others.length > 0) throw new Error(`ENVIRONMENTS_FILE: ${file} holds ${read.documents.length} documents: one list of environments is read`);
  const checked = checkYaml(Environments, document);
  if (!checked.ok) throw new Error(`ENVIRONMENTS_FILE: ${checked.error}`);
  return checked.value;
};
