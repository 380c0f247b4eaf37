import { createHash, timingSafeEqual } from 'node:crypto';

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
