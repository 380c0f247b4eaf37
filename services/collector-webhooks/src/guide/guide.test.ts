import { describe, expect, it } from '@jest/globals';
import { providers } from '../providers/index.js';
import { guideOf, partsOf } from './guide.js';

it('a README is read by its parts', () => {
  const parts = partsOf('# Acme\n\n**In:** deploys,\nall of them. **Out:** changes.\n\n**Signature:** HMAC.\n\n## Set it up\n\n1. One\n2. [`t.json`](t.json)\n\n## What is what\n\n| a | b |\n\nMore.\n');
  expect(parts).toEqual({ title: 'Acme', said: { In: 'deploys, all of them.', Out: 'changes.', Signature: 'HMAC.' }, setUp: '1. One\n2. [`t.json`](t.json)', meanings: '| a | b |\n\nMore.' });
});

describe.each(providers.map(({ name }) => name))('the guide of %s', (name) => {
  it('says how to set it up, with every file that it links to', async () => {
    const { title, said, setUp, meanings, files } = await guideOf(name);
    expect([title, meanings]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\w/)]);
    for (const word of ['In', 'Out', 'Signature', 'Retries', 'Reconciler']) expect([word, said[word]]).toEqual([word, expect.stringMatching(/\w{3}/)]);
    expect(setUp).toContain(`/webhooks/${name}`);
    for (const { text } of files) expect(text).not.toBe('');
  });
});
