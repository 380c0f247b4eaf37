import type { z } from 'zod';
import { fieldOf } from './field.js';
import type { Env, Room } from './parse.js';

const MASK = '********';

/** Every variable of the rooms with its value, where that comes from, and its sentence. Secrets are masked, also inside addresses. */
export const configText = (rooms: readonly Room[], env: Env): string => {
  const seen = new Set<string>();
  return rooms.map((room) => {
    const lines = Object.entries(room.config.shape).flatMap(([variable, schema]) => {
      if (seen.has(variable)) return [];
      seen.add(variable);
      return [`# ${fieldOf(schema).sentence}\n${variable}=${valueOf(variable, schema as z.ZodType, env)}\n`];
    });
    return lines.length === 0 ? '' : `## ${room.name}\n\n${lines.join('\n')}\n`;
  }).join('');
};

const valueOf = (variable: string, schema: z.ZodType, env: Env): string => {
  const given = env[variable];
  if (given !== undefined && given.trim() !== '') return fieldOf(schema).secret ? MASK : masked(given);
  const standard = schema.safeParse(undefined);
  if (!standard.success || standard.data === undefined || standard.data === '' || (fieldOf(schema).secret && isEmpty(standard.data))) return '';
  if (fieldOf(schema).secret) return `${MASK}   (default)`;
  return `${typeof standard.data === 'object' ? JSON.stringify(standard.data) : String(standard.data)}   (default)`;
};

/** A secret that is not set must not look like one. */
const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const masked = (value: string): string => value.replace(/(:\/\/[^/@:\s]*:)[^/@\s]+@/g, `$1${MASK}@`);
