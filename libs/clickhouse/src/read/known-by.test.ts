import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openEmbedded } from '../database.js';
import { migrate } from '../migrate.js';
import { changeRow } from '../rows/change.js';
import { sql } from '../sql.js';
import { acceptEvent } from '@culprit/domain';

const change = (n: number) => {
  const read = acceptEvent('change', { id: `c${n}`, occurredAt: '2026-01-15T10:00:00.000Z', identities: [`commit:${n.toString(16).padStart(7, '0')}${'a'.repeat(33)}`] }, '2026-01-15T10:00:00.000Z');
  if (!read.ok) throw new Error(read.error);
  return read.event;
};

it('a commit is found by an index, named whole or short', async () => {
  const path = await mkdtemp(join(tmpdir(), 'culprit-known-by-'));
  const db = await openEmbedded(path);
  try {
    await migrate(db);
    // more than one granule holds
    await db.insert('changes', Array.from({ length: 20_000 }, (_, n) => change(n)), changeRow);
    const question = { everything: 1, services: [], clusters: [], namespaces: [], environment: '', kinds: [], from: '2026-01-01 00:00:00.000', to: '2026-02-01 00:00:00.000', most: 9, identities: ['commit:0000007'], stems: ['commit:0000007'] };
    expect(await db.ask('changes-known-by', question)).toEqual([{ id: 'c7' }]);
    const plan = (await db.rows<{ explain: string }>(`EXPLAIN indexes = 1 ${sql('changes-known-by').replace(/^--.*$/gm, '')}`, question)).map(({ explain }) => explain).join('\n');
    for (const index of ['by_identity', 'by_commit_stem']) expect(plan).toMatch(new RegExp(`Name: ${index}\\s[^]*?Granules: [01]/3`));
  } finally {
    await db.close();
    await rm(path, { recursive: true, force: true });
  }
}, 60_000);
