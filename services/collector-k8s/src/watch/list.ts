import { ApiFailure, type Answer, type KubeApi } from '../api/api.js';
import { withWatchdog } from './watchdog.js';
import { Page, Refusal } from './page.js';

const json = async (answer: Answer, seen: () => void): Promise<unknown> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) {
    seen();
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
};

/** The reason in words of an answer that is not 200. */
export const refusal = async (answer: Answer): Promise<ApiFailure> => {
  let detail = '';
  try {
    detail = Refusal.parse(await json(answer, () => {})).message;
  } catch {
    detail = ''; // some proxy's page: the status says enough
  }
  return new ApiFailure(answer.status, detail.slice(0, 300), answer.retryAfterMs);
};

export interface Listing {
  readonly api: KubeApi;
  readonly path: string;
  /** Asked beside what a list or a watch asks. */
  readonly query?: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly pageSize: number;
  readonly silentMs: number;
  readonly signal: AbortSignal;
}

/** Reads everything, page by page; resolves with the resource version from which to watch. Rejects with ApiFailure 410 when the pages expired on the way. */
export const list = async ({ api, path, query: own, accept, pageSize, silentMs, signal }: Listing, onPage: (items: readonly unknown[]) => Promise<void>): Promise<string> => {
  let next: string | undefined;
  for (;;) {
    const query = { ...own, limit: String(pageSize), ...(next === undefined ? {} : { continue: next }) };
    await api.turn(signal);
    const page = await withWatchdog(signal, silentMs, async (inner, dog) => {
      const answer = await api.get(path, query, inner, accept);
      if (answer.status !== 200) throw await refusal(answer);
      return Page.parse(await json(answer, dog.seen));
    });
    await onPage(page.items ?? []);
    next = page.metadata.continue;
    if (next === undefined || next === '') return page.metadata.resourceVersion;
  }
};
