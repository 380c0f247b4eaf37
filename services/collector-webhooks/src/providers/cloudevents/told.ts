import type { CloudEvent } from '../../provider/cloudevent/read.js';

/** Whether a type is meant by a pattern in which `*` stands for any text. No regular expression: patterns come from configuration. */
export const fits = (pattern: string, type: string): boolean => {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const text = type.toLowerCase();
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
};

/** The word at a path of an event, such as `data.service` or `subject`; undefined where there is none. */
export const wordAt = (event: CloudEvent, path: string): string | undefined => {
  if (path === '') return undefined;
  let value: unknown = event;
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value).trim() || undefined : undefined;
};
