import type { z } from 'zod';

/** One variable as its room's schema describes it. */
export interface Field {
  readonly sentence: string;
  readonly secret: boolean;
}

/** Reads `.describe` and `.meta({ secret: true })`, also where `.default()` or a transform was wrapped around them. */
export const fieldOf = (schema: z.core.$ZodType): Field => {
  let sentence = '';
  let secret = false;
  for (let at: z.core.$ZodType | undefined = schema; at !== undefined; at = inner(at)) {
    const meta = (at as z.ZodType).meta();
    sentence ||= meta?.description ?? '';
    secret ||= meta?.['secret'] === true;
  }
  return { sentence, secret };
};

const inner = (schema: z.core.$ZodType): z.core.$ZodType | undefined => {
  const def = schema._zod.def as { innerType?: z.core.$ZodType; in?: z.core.$ZodType };
  return def.innerType ?? def.in;
};
