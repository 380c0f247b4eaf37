/** An API server's answer; the body is read by whoever asked, or destroyed by aborting the signal. */
export interface Answer {
  readonly status: number;
  readonly retryAfterMs?: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The one thing that we do with what we watch: GET. */
export interface KubeApi {
  /** Where it is, for people. */
  readonly server: string;
  /** Resolves when the next request may be made, so that a busy collector does not burden a cluster. */
  turn(signal: AbortSignal): Promise<void>;
  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal, accept?: string): Promise<Answer>;
  /** Reads the credentials again: the server has refused the ones at hand. */
  reload(): Promise<void>;
}

/** Asked for so, an object is its metadata alone: what it holds never enters the process. */
export const METADATA_ONLY = { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' };

/** The API server said no. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  constructor(readonly status: number, readonly detail: string, readonly retryAfterMs?: number) {
    super(`the API server answered ${status}${detail === '' ? '' : `: ${detail}`}`);
  }
}
