import { z } from 'zod';

// What most senders' schemas are made of. What an event cannot do without is refused when it is too long; what only adorns one is read as not said.

/** A name, a path, a ref, a status. */
export const name = z.string().min(1).max(300);
/** What an id is made of: text, or a number of any size. */
export const key = z.union([z.string().min(1).max(300), z.number(), z.bigint()]).transform(String);
export const flag = z.boolean().nullish().catch(undefined);
/** A time as senders write it, for `instant`. */
export const time = z.union([z.string().max(100), z.number()]).nullish().catch(undefined);
/** Prose: a title, a message, a description. */
export const prose = z.string().nullish().catch(undefined);
/** A name that an event can do without. */
export const maybe = name.nullish().catch(undefined);
/** An address that an event can do without. */
export const link = z.string().max(4000).nullish().catch(undefined);
/** A part that an event can do without; of another shape it says nothing. */
export const part = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined);

/** A full commit id, SHA-1 or SHA-256. */
export const isCommit = (text: string | null | undefined): text is string => text !== null && text !== undefined && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text);
/** The id of no commit: what a ref that is new was before, and one that was deleted is after. */
export const isNothing = (text: string | null | undefined): boolean => /^0+$/.test(text ?? '');
/** What several tools call the change of a commit by; nothing for what is no full commit id. */
export const commitIdentity = (text: string | null | undefined): string[] => (isCommit(text) ? [`commit:${text}`] : []);
/** `v1.2.3`, `1.2`: what a deployed ref may be a version by. */
export const isVersion = (text: string): boolean => /^v?\d+(\.\d+)+/.test(text);
