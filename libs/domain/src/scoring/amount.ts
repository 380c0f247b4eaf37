import { Duration, durationMillis } from '../events/time.js';

/** What Kubernetes and configurations multiply by. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1, m: 1e-3, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30,
};
const AMOUNT = /^(\d{1,15}(?:\.\d{1,9})?) ?([A-Za-z%]{0,3})$/;

/** A span of time as ISO 8601 has it, ms. */
const spanOf = (text: string | number): number | undefined => (typeof text === 'string' && text.startsWith('P') && Duration.safeParse(text).success ? durationMillis(text) : undefined);

/** Two amounts that can be compared: `2Gi` and `64Mi`, `50` and `5`, `30s` and `3s`, `PT1M` and `PT30S`; undefined where they cannot (`30s` and `5m`, words). */
export const amounts = (a: string | number, b: string | number): readonly [number, number] | undefined => {
  if (typeof a === 'number' && typeof b === 'number') return [a, b];
  const [spanA, spanB] = [spanOf(a), spanOf(b)];
  if (spanA !== undefined && spanB !== undefined) return [spanA, spanB];
  const [, x, ofX = ''] = AMOUNT.exec(String(a)) ?? [];
  const [, y, ofY = ''] = AMOUNT.exec(String(b)) ?? [];
  if (x === undefined || y === undefined) return undefined;
  if (ofX === ofY) return [Number(x), Number(y)];
  const [sizeX, sizeY] = [UNITS[ofX], UNITS[ofY]];
  return sizeX === undefined || sizeY === undefined ? undefined : [Number(x) * sizeX, Number(y) * sizeY];
};

const PERCENT = /^(\d{1,3}(?:\.\d{1,6})?) ?%$/;

/** `20 %` as 0.2; of a number only where what it stands at says that it is in percent. */
export const shareOf = (value: unknown, isPercent: boolean): number | undefined => {
  const said = typeof value === 'string' ? PERCENT.exec(isPercent && !value.endsWith('%') ? `${value} %` : value)?.[1] : isPercent && typeof value === 'number' ? value : undefined;
  const share = said === undefined ? -1 : Number(said) / 100;
  return share < 0 || share > 1 ? undefined : share;
};

/** What each variation is served to: `off` to all, or `{ on: '20 %', off: '80 %' }`. */
const served = (value: unknown): ReadonlyMap<string, number> | undefined => {
  if (typeof value === 'string') return /^\d/.test(value) ? undefined : new Map([[value, 1]]);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const shares = Object.entries(value).map(([name, share]) => [name, shareOf(share, false)] as const);
  return shares.length > 0 && shares.every((each): each is readonly [string, number] => each[1] !== undefined) ? new Map(shares) : undefined;
};

/** Who is served something else than before, as a share of 1; undefined where the two cannot be compared. */
export const shareMoved = (before: unknown, after: unknown, isPercent: boolean): number | undefined => {
  const [from, to] = [shareOf(before, isPercent), shareOf(after, isPercent)];
  if (from !== undefined && to !== undefined) return Math.abs(to - from);
  const [was, is] = [served(before), served(after)];
  if (was === undefined || is === undefined) return undefined;
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names].reduce((sum, name) => sum + Math.abs((is.get(name) ?? 0) - (was.get(name) ?? 0)), 0) / 2;
};
