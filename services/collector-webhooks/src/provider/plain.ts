import type { DiffEntry } from '@culprit/domain';
import { cut } from './wording.js';

type Plain = NonNullable<DiffEntry['after']> | null;
const DEPTH = 6;
const ITEMS = 50;

/** A value of a delivery as an event can carry it: plain JSON, long texts and lists cut, what is nested deeper left out. */
export const plain = (value: unknown, depth = DEPTH): Plain => {
  switch (typeof value) {
    case 'string': return cut(value, 1000);
    case 'boolean': return value;
    case 'number': return Number.isFinite(value) ? value : String(value);
    case 'bigint': return String(value);
    case 'object': break;
    default: return null;
  }
  if (value === null) return null;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.slice(0, ITEMS).map((each) => plain(each, depth - 1));
  return Object.fromEntries(Object.entries(value).slice(0, ITEMS).map(([key, each]) => [cut(key, 200), plain(each, depth - 1)]));
};
