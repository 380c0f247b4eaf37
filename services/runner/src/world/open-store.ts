import { join } from 'node:path';
import type { ReadStore } from '@culprit/ports';
import type { RunnerConfig } from '../config/runner-config.js';

/** The read store that READ_STORE names. */
export const openStore = async (config: RunnerConfig): Promise<ReadStore> => {
  const { openClickHouseStore } = await import('@culprit/clickhouse');
  switch (config.READ_STORE) {
    case 'embedded': return openClickHouseStore({ path: join(config.DATA_DIR, 'store') });
    case 'clickhouse': return openClickHouseStore({
      url: config.CLICKHOUSE_URL, username: config.CLICKHOUSE_USERNAME, password: config.CLICKHOUSE_PASSWORD, database: config.CLICKHOUSE_DATABASE,
    });
    default: return config.READ_STORE satisfies never;
  }
};
