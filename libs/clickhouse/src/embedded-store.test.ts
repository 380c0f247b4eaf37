import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStoreContract } from '@culprit/ports/testing';
import { openClickHouseStore } from './open.js';

readStoreContract(async () => {
  const root = await mkdtemp(join(tmpdir(), 'culprit-clickhouse-'));
  let count = 0;
  return {
    fresh: () => openClickHouseStore({ path: join(root, String(count++)) }),
    close: () => rm(root, { recursive: true, force: true }),
  };
});
