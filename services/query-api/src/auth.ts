import { createHash, timingSafeEqual } from 'node:crypto';
import { isLoopback } from './config.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether `authorization` carries the token; takes equally long whatever differs. Without a token everybody may. */
export const mayAsk = (token: string | undefined, authorization: unknown): boolean =>
  token === undefined || (typeof authorization === 'string' && timingSafeEqual(digest(authorization), digest(`Bearer ${token}`)));

/**
 * Whether a page of `origin` may open a socket here. Browsers let any page open one to any address, so only our own may; what is no
 * browser sends no Origin.
 */
export const ownOrigin = (origin: string | undefined, host: string | undefined, publicUrl: string | undefined): boolean => {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const asked = new URL(origin);
  return asked.host === host || (publicUrl !== undefined && asked.origin === new URL(publicUrl).origin);
};

/** The name of a host header, without its port. */
const hostname = (host: string): string => (URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '') : '');

interface Asked {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * Why this request may not be answered while no token protects us; undefined when it may. Then the only guard is that we listen on this machine
 * alone, but a page in its browser reaches that too: from its own address, or by a name of its own that leads here.
 */
export const strangeness = ({ origin, host }: Asked, { QUERY_API_TOKEN: token, PUBLIC_URL: publicUrl }: { readonly QUERY_API_TOKEN?: string | undefined; readonly PUBLIC_URL?: string | undefined }): string | undefined => {
  if (token !== undefined) return undefined;
  if (!ownOrigin(origin, host, publicUrl)) return 'pages of other addresses may not ask here while no QUERY_API_TOKEN is configured';
  const ours = host !== undefined && (isLoopback(hostname(host)) || (publicUrl !== undefined && new URL(publicUrl).host === host));
  return ours ? undefined : `${host ?? 'no host'} is no name of this machine: while no QUERY_API_TOKEN is configured ask 127.0.0.1, or set PUBLIC_URL`;
};
