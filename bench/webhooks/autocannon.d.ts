/** What we use of autocannon, which ships no types. */
declare module 'autocannon' {
  interface Options {
    readonly url: string;
    readonly method: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    /** Requests a second, of all connections; as many as there can be when it is missing. */
    readonly overallRate?: number;
    readonly body: string;
    readonly headers: Record<string, string>;
  }
  interface Result {
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    /** Seconds. */
    readonly duration: number;
    /** Milliseconds. */
    readonly latency: { readonly p99: number };
  }
  const run: (options: Options) => Promise<Result>;
  export default run;
}
