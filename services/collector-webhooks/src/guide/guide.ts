import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What a provider's README says, by its parts. */
export interface Guide {
  readonly title: string;
  /** Paragraphs that begin with `**Word:**`, by the word: In, Out, Signature, Retries, Reconciler. */
  readonly said: Readonly<Record<string, string>>;
  /** Of `## Set it up`, in Markdown. */
  readonly setUp: string;
  /** Of `## What is what`. */
  readonly meanings: string;
  /** Files of the folder that the set-up links to, such as a template, with their text. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

const LEADS = /\*\*(In|Out|Signature|Retries|Reconciler):\*\*\s*/;

/** The parts of a README of the shape that every provider's has; what is missing is empty. */
export const partsOf = (readme: string): Omit<Guide, 'files'> => {
  const [head = '', ...sections] = readme.split(/^## /m);
  const section = (name: string): string => sections.find((each) => each.startsWith(`${name}\n`))?.slice(name.length).trim() ?? '';
  const words = head.replace(/^# .*$/m, '').split(LEADS);
  const said = Object.fromEntries(words.slice(1).flatMap((word, at, all): [string, string][] => (at % 2 === 0 ? [[word, (all[at + 1] ?? '').trim().replace(/\s*\n(?!\n)/g, ' ')]] : [])));
  return { title: /^# (.*)$/m.exec(head)?.[1]?.trim() ?? '', said, setUp: section('Set it up'), meanings: section('What is what') };
};

/** The folders of the providers lie beside this one, also where the code was built to. */
const folder = (provider: string): string => join(import.meta.dirname, '../providers', provider);

export const guideOf = async (provider: string): Promise<Guide> => {
  const parts = partsOf(await readFile(join(folder(provider), 'README.md'), 'utf8'));
  const linked = [...new Set([...parts.setUp.matchAll(/\]\(([\w.-]+)\)/g)].map(([, name = '']) => basename(name)))].filter((name) => name !== 'README.md');
  const files = await Promise.all(linked.map(async (name) => ({ name, text: await readFile(join(folder(provider), name), 'utf8') })));
  return { ...parts, files };
};
