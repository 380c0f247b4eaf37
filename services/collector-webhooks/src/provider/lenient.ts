import { z } from 'zod';

/** Text, as whatever a sender wrote it: numbers, also those beyond 2^53, and booleans are told by their digits and words. */
export const said = z.union([z.string(), z.number(), z.bigint(), z.boolean()]).transform((value) => String(value).trim());

/** The same where it may be missing: empty, null and what is no text are nothing said. */
export const maybe = said.nullish().transform((text) => text || undefined).catch(undefined);

/** A list of texts: an array, or one text with commas; what is no text in it is left out. */
export const several = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.unknown())])
  .nullish()
  .transform((list) => (list ?? []).filter((item) => item !== '').slice(0, 1000).flatMap((item) => said.safeParse(item).data || []))
  .catch([]);

/** A table of names to texts, such as labels; what is no text in it is left out. */
export const table = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((fields): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(fields ?? {}).flatMap(([key, value]): [string, string][] => {
    const text = said.safeParse(value).data;
    return text ? [[key, text]] : [];
  }).slice(0, 500)))
  .catch({});
