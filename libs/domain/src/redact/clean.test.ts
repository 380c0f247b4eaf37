import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isClean } from './clean.js';
import { redact } from './redact.js';

/** Pieces that the signs are made of, and what may stand around them. */
const piece = fc.constantFrom(
  'eyJhbGciOiJIUzI1NiJ9', '-----BEGIN KEY', 'AKIAIOSFODNN7EXAMPLE', 'ghp_abcd1234', 'github_pat_11AAAA', 'glpat-abcd1234', 'npm_abcd1234', 'dop_v1_abcd', 'hvs.abcd1234', 'shpat_abcd', 'lin_api_abcd', 'pypi-abcd',
  'whsec_abcd1234', 'NRAK-ABCD1234', 'dckr_pat_abcd', 'xapp-1-abcd', 'xoxb-1234-abcd', 'ATATT3xFf', 'AIzaSyabcd', 'ya29.abcd', 'SG.abcd.efgh', 'sk_live_abcdefgh', 'rk-test-abcdefgh', 'hooks.slack.com/services/T1/B1',
  'https://host/api/webhooks/1/abcd', 'acme.webhook.office.com/x@y', 'Bearer abcd1234', 'BASIC dXNlcjpw', 'password=hunter2', 'PassWD: hunter22!', 'pwd=x1', 'secret=abc', 'Token: 1234567890', 'api_key=abc', 'ACCESS-KEY=abc',
  'privatekey=abc', 'Credential=abc', 'authorization: Basic abcd1234', '?sig=abc', '&x_signature=abc', '?key=abc', ';auth=abc', '&pass=abc', 'postgres://app:pw1234@db', 'https://abcdefghijkl@host', 'redis app:pw12@cache',
  'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8', '{"password":"x"}', '[{"token":"y"}]', ' ', '/', '\\', '"', '\n', 'é', 'commit', 'main', '2026-01-15T10:00:00Z', ':', '=', '-', '_', '12',
);
const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
const body = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, text, text, fc.integer(), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom('a', 'node_id', 'message', 'url', 'name', 'sha', 'nótes', 'a"b'), tie('value'), { maxKeys: 4 })),
})).value;

describe('JSON that is clean at one look', () => {
  it('has nothing that would be hidden for its look, however it is written', () => {
    fc.assert(fc.property(body, fc.constantFrom(0, 2), (value, indent) => {
      const written = JSON.stringify(value, null, indent);
      for (const json of [written, written.replaceAll('/', '\\/'), written.replace(/[ekP]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)]) {
        if (isClean(json)) expect([json, redact(JSON.parse(json))]).toEqual([json, value]);
      }
    }), { numRuns: 5_000, seed: 20_260_115 });
  });

  it.each([['{"node_id":"MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI="}', true], ['{"note":"aB3dE5fG7hJ9kL1mN2pQ4rS6tU8"}', false], ['{"message":"fix\\n\\nby hand","email":"a@b.example"}', true], ['{"message":"\\u0070wd=x"}', false]])('%s: %s', (json, clean) => {
    expect(isClean(json)).toBe(clean);
  });
});
