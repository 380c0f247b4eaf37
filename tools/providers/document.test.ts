import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providers } from '@culprit/collector-webhooks';
import { expect, it } from '@jest/globals';
import { cell, document } from './document.ts';

it('docs/providers.md is what the folders say; else run `npm run providers`', async () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'providers.md'), 'utf8');
  expect(text).toBe(await document());
  for (const { name } of providers) expect(text).toContain(`/webhooks/${name}\``);
});

it('a cell of the table ends where a sentence does, never within code or brackets', () => {
  expect([
    cell('`X-Hub-Signature-256: sha256=<hex>`, HMAC-SHA256 over the body. More.'), cell('changes (every phase is one; all of them) and alerts. More.'), cell('none; they show a token'), cell('one: `a|b`'), cell('one (never closed. At all'), cell(undefined),
  ]).toEqual(['`X-Hub-Signature-256: sha256=<hex>`, HMAC-SHA256 over the body', 'changes (every phase is one; all of them) and alerts', 'none', 'one', 'one (never closed. At all', '-']);
});
