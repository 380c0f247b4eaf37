import { Duration, durationMillis } from '../events/time.js';

/** What Kubernetes and configurations multiply by. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1, m: 1e-3, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30,
};
const AMOUNT = /^(\d{1,15}(?:\.\d{1,9})?) ?([A-Za-z%]{0,3})$/;

/** As the JVM and Docker write them. */
const SIZES: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
/** ms */
const TIMES: Readonly<Record<string, number>> = {
  ns: 1e-6, us: 1e-3, 'µs': 1e-3, ms: 1, s: SECOND, sec: SECOND, secs: SECOND, second: SECOND, seconds: SECOND, m: MINUTE, min: MINUTE, mins: MINUTE, minute: MINUTE, minutes: MINUTE,
  h: HOUR, hr: HOUR, hour: HOUR, hours: HOUR, d: DAY, day: DAY, days: DAY,
};
const PARTS = /^(?:\d{1,15}(?:\.\d{1,9})? ?[a-zµ]{1,7} ?){1,5}$/;

/** A span of time, `PT1M`, `1m30s`, `500 ms`: how long, in ms, and whether it is surely one, as `5m` may be of anything. */
const spanOf = (text: string | number): { readonly ms: number; readonly sure: boolean } | undefined => {
  if (typeof text === 'number') return undefined;
  if (text.startsWith('P')) return Duration.safeParse(text).success ? { ms: durationMillis(text), sure: true } : undefined;
  if (!PARTS.test(text)) return undefined;
  const parts = [...text.matchAll(/([\d.]+) ?([a-zµ]+)/g)].map(([, count, unit = '']) => ({ unit, ms: Number(count) * (TIMES[unit] ?? Number.NaN) }));
  const ms = parts.reduce((sum, part) => sum + part.ms, 0);
  return Number.isNaN(ms) ? undefined : { ms, sure: parts.some(({ unit }) => unit !== 'm') };
};

/** Two amounts that can be compared: `2Gi` and `64Mi`, `2g` and `512m`, `50` and `5`, `30s` and `500ms`, `PT1M` and `PT30S`; undefined where they cannot (`30s` and `5`, words). */
export const amounts = (a: string | number, b: string | number): readonly [number, number] | undefined => {
  if (typeof a === 'number' && typeof b === 'number') return [a, b];
  const [, x, ofX = ''] = AMOUNT.exec(String(a)) ?? [];
  const [, y, ofY = ''] = AMOUNT.exec(String(b)) ?? [];
  if (x !== undefined && y !== undefined && ofX === ofY) return [Number(x), Number(y)];
  const [spanA, spanB] = [spanOf(a), spanOf(b)];
  if (spanA !== undefined && spanB !== undefined && (spanA.sure || spanB.sure)) return [spanA.ms, spanB.ms];
  const units = [UNITS, SIZES].find((all) => all[ofX] !== undefined && all[ofY] !== undefined);
  return x === undefined || y === undefined || units === undefined ? undefined : [Number(x) * (units[ofX] as number), Number(y) * (units[ofY] as number)];
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
