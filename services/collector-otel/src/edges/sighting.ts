/** That one thing calls another, as seen once. */
export interface Sighting {
  readonly from: string;
  readonly to: string;
  readonly environment: string | undefined;
  readonly cluster: string | undefined;
  readonly kind: string;
  readonly confidence: number;
  /** When the call was made, ms since 1970; 0 where nobody says. */
  readonly at: number;
}

/** Traces that both sides tell of leave little doubt; the name of one of them may still be another's in the catalog. */
export const PAIRED = 0.95;

/** Edges of traces, of one cluster where a resource names it. */
export const SOURCE = 'otel';
export const sourceOf = (cluster: string | undefined): string => (cluster === undefined ? SOURCE : `${SOURCE}/${cluster}`);
