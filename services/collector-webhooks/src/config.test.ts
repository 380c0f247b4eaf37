import { expect, it } from '@jest/globals';
import { variableOf } from './config.js';
import { providers } from './providers/index.js';

it('every provider has a variable of its own that a shell can set', () => {
  const names = providers.map(variableOf);
  for (const name of names) expect(name).toMatch(/^COLLECTOR_WEBHOOKS_[A-Z0-9_]+_(SECRETS|TOKENS)$/);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('COLLECTOR_WEBHOOKS_TERRAFORM_CLOUD_SECRETS');
});
