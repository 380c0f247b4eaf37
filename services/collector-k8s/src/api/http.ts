import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Access } from './access.js';
import type { Answer, KubeApi } from './api.js';
import { rateLimit, usualLimits, type RateLimits } from './rate-limit.js';

/** How long a server may take to begin its answer. */
const ANSWER_MS = 30_000;

const retryAfter = (answer: IncomingMessage): number | undefined => {
  const seconds = Number(answer.headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
};

/** A cluster's API over HTTP; `access` is read again by `reload`. */
export const httpApi = (first: Access, open: () => Promise<Access | undefined>, limits: RateLimits = usualLimits): KubeApi => {
  let access = first;
  const turn = rateLimit(limits);
  const get: KubeApi['get'] = async (path, query, signal, accept = 'application/json') => {
    const url = new URL(`${access.server}${path}?${new URLSearchParams(query).toString()}`);
    const options = await access.options();
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise<Answer>((resolve, reject) => {
      const request = send(url, { ...options, method: 'GET', signal, headers: { accept, 'user-agent': 'culprit', ...options.headers } });
      const slow = setTimeout(() => request.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
      request.once('response', (answer) => {
        clearTimeout(slow);
        const retryAfterMs = retryAfter(answer);
        resolve({ status: answer.statusCode ?? 0, ...(retryAfterMs === undefined ? {} : { retryAfterMs }), body: answer });
      });
      request.on('error', (cause) => {
        clearTimeout(slow);
        reject(new Error(`GET ${url.origin}${path}: ${cause.message || ('code' in cause ? String(cause.code) : 'failed')}`, { cause }));
      });
      request.end();
    });
  };
  return {
    get server() {
      return access.server;
    },
    turn,
    get,
    reload: async () => {
      access = (await open()) ?? access;
    },
  };
};
