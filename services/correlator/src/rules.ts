import { readFile } from 'node:fs/promises';
import { Rules, faults } from '@culprit/domain';
import { parse } from 'yaml';

/** The rules as shipped, beside this file. */
export const shippedRules = new URL('./rules.yaml', import.meta.url);

const nameOf = (file: string | URL): string => (file instanceof URL ? 'the shipped rules.yaml' : file);

/** The text of a rules file. */
export const rulesText = async (file: string | URL = shippedRules): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Error(`cannot read the rules of ${nameOf(file)}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
};

/** The rules, and what stands in the file: there spans are text, and what is left out is left out. */
export const parseRules = (text: string, file: string | URL = shippedRules): { readonly rules: Rules; readonly content: unknown } => {
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    throw new Error(`cannot read the rules of ${nameOf(file)}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const rules = Rules.safeParse(content);
  if (!rules.success) throw new Error(`the rules of ${nameOf(file)} are wrong: ${faults(rules.error, 'the file')}`);
  return { rules: rules.data, content };
};

/** Reads a rules file; the error says which file, which field and what was wrong with it. */
export const readRules = async (file: string | URL = shippedRules): Promise<Rules> => parseRules(await rulesText(file), file).rules;
