/** What DateTime64 can hold; a time outside of it is kept whole in the body and stands at the edge in the order. */
export const EARLIEST = '1900-01-01T00:00:00.000Z';
export const LATEST = '2299-12-31T23:59:59.998Z';
/** After every time that is stored. */
const OPEN_END = '2299-12-31 23:59:59.999';

/** RFC 3339 with milliseconds, UTC → ClickHouse. */
export const stored = (time: string): string => {
  const kept = time < EARLIEST ? EARLIEST : time > LATEST ? LATEST : time;
  return `${kept.slice(0, 10)} ${kept.slice(11, 23)}`;
};
export const storedMaybe = (time: string | undefined): string | null => (time === undefined ? null : stored(time));

/** ClickHouse → RFC 3339. */
export const told = (time: string): string => `${time.slice(0, 10)}T${time.slice(11, 23)}Z`;
/** Queries answer '' where there is none. */
export const toldMaybe = (time: string): string | undefined => (time === '' ? undefined : told(time));

/** The bounds of a window as a query wants them; open ends are the edges of what can be held. */
export const bounds = (window: { from?: string | undefined; to?: string | undefined }): { from: string; to: string } => ({
  from: stored(window.from ?? EARLIEST),
  to: window.to === undefined ? OPEN_END : stored(window.to),
});
