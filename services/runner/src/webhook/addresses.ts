import type { Env } from '../config/parse.js';

const loopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/** Where senders reach the collector: what PUBLIC_URL begins, else where it listens. */
export const publicAddress = (env: Env, path: string, url = env['PUBLIC_URL']): { readonly url: string; readonly reachable: boolean } => {
  const base = new URL(url || collectorAddress(env));
  const address = new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base);
  return { url: address.href, reachable: !loopback(base.hostname) };
};

/** Where the collector of this machine listens. */
export const collectorAddress = (env: Env): string => `http://127.0.0.1:${env['COLLECTOR_WEBHOOKS_PORT'] || '4001'}`;
