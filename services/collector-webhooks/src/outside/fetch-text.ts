import { request, type RequestOptions } from 'node:https';
import { isPublic, publicLookup, refuseLiteral } from './public-address.js';

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 64 * 1024;
const KEPT_MS = 24 * 3_600_000;
const MOST_KEPT = 100;

export interface FetchOptions {
  /** Which addresses may be connected to; default those of the public internet. */
  readonly allowed?: (address: string) => boolean;
  readonly tls?: Pick<RequestOptions, 'ca'>;
}

/** GET of an https address: no redirect is followed, no private address reached, at most 64 KiB and 5 s. Rejects in words. */
export const fetchText = async (address: string, { allowed = isPublic, tls = {} }: FetchOptions = {}): Promise<string> => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:') throw new Error(`${address.slice(0, 200)} is no https address`);
  if (url.username !== '' || url.password !== '') throw new Error(`${url.host}: an address with a user in it is not visited`);
  refuseLiteral(url.hostname, allowed);
  return new Promise((resolve, reject) => {
    const asked = request(url, { ...tls, agent: false, lookup: publicLookup(allowed), signal: AbortSignal.timeout(TIMEOUT_MS) }, (response) => {
      if (response.statusCode !== 200) {
        response.destroy();
        return reject(new Error(`${url.host} answered ${response.statusCode}`));
      }
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > MOST_BYTES) response.destroy(new Error(`${url.host} answered more than ${MOST_BYTES} bytes`));
        else parts.push(part);
      });
      response.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
      response.on('error', reject);
    });
    asked.on('error', (cause) => reject(new Error(`${url.host} cannot be read`, { cause })));
    asked.end();
  });
};

/** The same, each address asked once a day; what failed is asked again. */
export const remembering = (fetch: (url: string) => Promise<string>, now: () => number): ((url: string) => Promise<string>) => {
  const known = new Map<string, { readonly at: number; readonly text: Promise<string> }>();
  return (url) => {
    const remembered = known.get(url);
    if (remembered !== undefined && now() - remembered.at < KEPT_MS) return remembered.text;
    const text = fetch(url);
    known.delete(url);
    known.set(url, { at: now(), text });
    text.catch(() => known.delete(url));
    for (const oldest of known.keys()) {
      if (known.size <= MOST_KEPT) break;
      known.delete(oldest);
    }
    return text;
  };
};
