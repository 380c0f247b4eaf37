/** How much an edge counts whose source says again and again what it sees: traces. Others say once what holds until they say otherwise. */
export interface Fading {
  /** Sources that fade, also with an instance behind: `otel` is `otel/eu-1` too. */
  readonly sources: readonly string[];
  /** Confidence halves each time it has not been seen for so long, ms. */
  readonly halfLife: number;
  /** Edges that are trusted less are not followed. */
  readonly least: number;
}

/** Where no rules say otherwise. */
export const usualFading: Fading = { sources: ['otel'], halfLife: 7 * 86_400_000, least: 0.05 };

const DAY = 86_400_000;

export const fades = ({ sources }: Fading, source: string): boolean => sources.some((each) => source === each || source.startsWith(`${each}/`));

/** The UTC day of an instant, counted from 1970. Fading goes by days, so that an edge that is said again changes an answer once a day at most. */
export const dayOf = (time: string): number => Math.floor(Date.parse(time.slice(0, 10)) / DAY);

/** Whole days without a sign of it; a day that is not over yet is none. */
export const silentDays = (seenOn: number, day: number): number => Math.max(0, day - seenOn - 1);

export const faded = ({ halfLife }: Fading, confidence: number, silent: number): number => (silent === 0 ? confidence : confidence * 0.5 ** ((silent * DAY) / halfLife));
