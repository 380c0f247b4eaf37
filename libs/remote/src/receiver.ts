import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { LogUnavailable, type Position } from '@culprit/ports';

export interface ReceiverOptions {
  /** Where collector-webhooks is, without a path. */
  readonly url: string;
  readonly token: string;
  /** How long one request may take, ms. */
  readonly answerMs: number;
}

/** What became of a request: it is durable, some of it can never be, it is too much at once, or it is to be sent again. */
export type Sent =
  | { readonly is: 'durable'; readonly positions: readonly Position[] }
  | { readonly is: 'invalid'; readonly faults: readonly { readonly index: number; readonly message: string }[] }
  | { readonly is: 'too-large' }
  | { readonly is: 'again'; readonly reason: string; readonly afterMs: number };

const zip = promisify(gzip);
const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return error instanceof Error ? `${error.message}${cause}` : String(error);
};

/** The one address that a far collector needs. Plain functions over `fetch`; who waits and tries again stands elsewhere. */
export const receiver = ({ url, token, answerMs }: ReceiverOptions) => {
  const address = `${url.replace(/\/+$/, '')}/v1/events`;
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  const host = new URL(url).host;

  const refused = async (response: Response): Promise<LogUnavailable> => {
    if (response.status === 401 || response.status === 403) return new LogUnavailable(`${host} refuses the token (REMOTE_LOG_TOKEN)`);
    if (response.status === 404) return new LogUnavailable(`${host} takes no events (REMOTE_LOG_URL): there is no /v1/events`);
    const { error } = (await response.json().catch(() => ({}))) as { error?: unknown };
    return new LogUnavailable(`${host} answered ${response.status}${typeof error === 'string' ? `: ${error}` : ''}`);
  };

  const ask = async (search: string, signal: AbortSignal): Promise<Response> => {
    const response = await fetch(`${address}${search}`, { headers, redirect: 'manual', signal }).catch((cause: unknown) => {
      throw new LogUnavailable(`${host} cannot be reached: ${reasonOf(cause)}`, { cause });
    });
    if (!response.ok) throw await refused(response);
    return response;
  };

  return {
    host,
    ask,
    ping: async (): Promise<void> => void (await (await ask('', AbortSignal.timeout(answerMs))).arrayBuffer()),
    /** `key`: the same for each try of one request. */
    post: async (items: readonly string[], key: string): Promise<Sent> => {
      try {
        const body = await zip(`[${items.join(',')}]`);
        const response = await fetch(address, {
          method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(answerMs), body: new Uint8Array(body),
          headers: { ...headers, 'content-type': 'application/json', 'content-encoding': 'gzip', 'idempotency-key': key },
        });
        return await sentOf(response, refused);
      } catch (error) {
        if (error instanceof LogUnavailable) throw error;
        return { is: 'again', reason: `${host} cannot be reached: ${reasonOf(error)}`, afterMs: 0 };
      }
    },
  };
};
export type Receiver = ReturnType<typeof receiver>;

const sentOf = async (response: Response, refused: (response: Response) => Promise<LogUnavailable>): Promise<Sent> => {
  if (response.status === 200) return { is: 'durable', positions: ((await response.json()) as { positions: Position[] }).positions };
  if (response.status === 400) {
    const { errors } = (await response.json()) as { errors?: { index: number; message: string }[] };
    // without a word of which, nothing can be left out
    if (errors !== undefined && errors.length > 0) return { is: 'invalid', faults: errors };
    return { is: 'again', reason: 'the receiver could not read the request', afterMs: 5_000 };
  }
  if (response.status === 413) return { is: 'too-large' };
  const error = await refused(response);
  if (response.status < 500 && response.status !== 429 && response.status !== 408) throw error;
  return { is: 'again', reason: error.message, afterMs: 1_000 * (Number(response.headers.get('retry-after')) || 0) };
};

