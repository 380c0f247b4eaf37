import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providers } from '@culprit/collector-webhooks';
import { expect, it } from '@jest/globals';
import { document } from './document.ts';

it('docs/providers.md is what the folders say; else run `npm run providers`', async () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'providers.md'), 'utf8');
  expect(text).toBe(await document());
  for (const { name } of providers) expect(text).toContain(`/webhooks/${name}\``);
});
