import { z } from 'zod';
import { cut } from './wording.js';

/** Pieces of schemas for fields that a delivery can do without: what is missing, empty or of another type is as if it had not been sent. */

/** Text, or a number as its digits; cut to what fits. */
export const words = (max = 300) =>
  z.union([z.string(), z.number(), z.bigint()]).transform((value): string | undefined => cut(String(value).trim(), max) || undefined).nullish().catch(undefined).transform((value) => value ?? undefined);

/** An http or https address. */
export const address = z.string().max(4000).regex(/^https?:\/\/\S+$/i).nullish().catch(undefined).transform((value) => value ?? undefined);

export const yes = z.boolean().nullish().catch(undefined).transform((value) => value === true);

/** The items of a list that can be read, at most so many; none when it is no list. */
export const some = <S extends z.ZodType>(item: S, max: number) =>
  z.array(z.unknown()).catch([]).transform((all) => all.slice(0, max).flatMap((each): z.output<S>[] => {
    const read = item.safeParse(each);
    return read.success ? [read.data] : [];
  }));

/** An object that may be missing; one that cannot be read is missing too. */
export const maybe = <S extends z.ZodType>(schema: S) => schema.nullish().catch(undefined).transform((value) => value ?? undefined);

/** The words under each key, at most so many keys. */
export const table = (max: number, length = 1000) =>
  z.record(z.string(), z.unknown()).nullish().catch(undefined).transform((all): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(all ?? {}).slice(0, max).flatMap(([key, value]): [string, string][] =>
      (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? [[cut(key, 200), cut(String(value), length)]] : []))));
