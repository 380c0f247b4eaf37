const MOST_HOPS = 3;

/** Why we went no further, in words that may be shown. */
export class Guarded extends Error {}

/** A fetch that goes nowhere but to `origin`, also where it is redirected (a repository that was renamed is), and reads no body longer than `mostBytes`. */
export const guardedFetch = (origin: string, mostBytes: number, ask: typeof fetch): typeof fetch => async (input, init) => {
  let url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
  for (let hops = 0; ; hops++) {
    if (url.origin !== origin) throw new Guarded('GitHub leads to another host, where its token is not taken');
    const answer = await ask(url, { ...init, redirect: 'manual' });
    const to = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
    if (to === null) return whole(answer, mostBytes);
    await answer.body?.cancel();
    if (hops === MOST_HOPS || !URL.canParse(to, url.href)) throw new Guarded('GitHub redirects without an end');
    const next = new URL(to, url.href);
    // which page is asked for must not be lost on the way
    if (next.search === '') next.search = url.search;
    url = next;
  }
};

const whole = async (answer: Response, mostBytes: number): Promise<Response> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.length;
    if (bytes > mostBytes) throw new Guarded('GitHub answers with more than we read');
    parts.push(part);
  }
  return new Response(answer.status === 204 || answer.status === 304 ? null : Buffer.concat(parts), { status: answer.status, headers: answer.headers });
};
