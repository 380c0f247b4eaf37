import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { strangeness } from './auth.js';
import { running } from './fixtures/running.js';

describe('without a token', () => {
  it.each([
    ['127.0.0.1:4000', undefined, undefined, true],
    ['localhost:4000', 'http://localhost:4000', undefined, true],
    ['[::1]:4000', undefined, undefined, true],
    ['127.0.0.1:4000', 'https://evil.example', undefined, false],
    ['127.0.0.1:4000', 'null', undefined, false],
    ['127.0.0.1:4000', 'http://127.0.0.1:5000', undefined, false],
    ['evil.example:4000', 'http://evil.example:4000', undefined, false],
    ['evil.example', undefined, undefined, false],
    ['127.0.0.1.evil.example', undefined, undefined, false],
    [undefined, undefined, undefined, false],
    ['culprit.example.com', 'https://culprit.example.com', 'https://culprit.example.com', true],
    ['culprit.example.com:81', undefined, 'https://culprit.example.com', false],
  ])('host %s, origin %s, PUBLIC_URL %s: %s', (host, origin, PUBLIC_URL, allowed) => expect(strangeness({ host, origin }, { PUBLIC_URL }) === undefined).toBe(allowed));

  it('with one, who carries it may ask by any name', () => {
    expect(strangeness({ host: 'culprit.example.com', origin: 'https://other.example' }, { QUERY_API_TOKEN: 'a-token-of-some-length' })).toBeUndefined();
  });

  it('a page of elsewhere, and a name that only leads here, are answered 403', async () => {
    const api = await running();
    const ask = (headers: Record<string, string>): Promise<string> =>
      new Promise((resolve, reject) => {
        const asked = request({ port: api.port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers: { 'content-type': 'application/json', ...headers } }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve(`${response.statusCode} ${text}`));
        }).on('error', reject);
        asked.end(JSON.stringify({ query: 'mutation { recordChange(title: "x", services: ["a"]) { id } }' }));
      });
    try {
      expect(await ask({ origin: 'https://evil.example' })).toMatch(/^403 .*FORBIDDEN/);
      expect(await ask({ host: 'evil.example:4000', origin: 'http://evil.example:4000' })).toMatch(/^403 .*no name of this machine/);
      const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', origin: api.url }, body: '{"query":"{ __typename }"}' });
      expect(response.status).toBe(200);
    } finally {
      await api.stop();
    }
  });
});
