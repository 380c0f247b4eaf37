import { readFile } from 'node:fs/promises';
import { Rules, faults } from '@culprit/domain';
import { parse } from 'yaml';

/** The rules as shipped, beside this file. */
export const shippedRules = new URL('./rules.yaml', import.meta.url);

/** Reads a rules file; the error says which file, which field and what was wrong with it. */
export const readRules = async (file: string | URL = shippedRules): Promise<Rules> => {
  const name = file instanceof URL ? 'the shipped rules.yaml' : file;
  let content: unknown;
  try {
    content = parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new Error(`cannot read the rules of ${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const rules = Rules.safeParse(content);
  if (!rules.success) throw new Error(`the rules of ${name} are wrong: ${faults(rules.error)}`);
  return rules.data;
};
