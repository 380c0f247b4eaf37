import { z } from 'zod';

const MIB = 1024 * 1024;

/** Used with `EVENT_LOG=kafka` by collectors, and with `EVENT_LOG=remote`. */
export const spoolConfig = {
  SPOOL_DIR: z.string().optional().describe(
    'Where collectors keep what Kafka (or REMOTE_LOG_URL) does not acknowledge in time, until it does: a directory on a local disk that outlives the process and is its own. ' +
    'Without it `spool` in DATA_DIR; `none`: nothing is kept, and senders are told to send again.',
  ),
  SPOOL_MAX_BYTES: z.coerce.number().int('must be a whole number').min(MIB, 'must be 1048576 (1 MiB) at least').default(1024 * MIB).describe('How many bytes may wait in the spool; beyond that senders are told to send again.'),
  SPOOL_AFTER_MS: z.coerce.number().int('must be a whole number').min(10, 'must be 10 at least').max(4_000, 'must be 4000 at most').default(400).describe('How long Kafka has to acknowledge an append before it goes to the spool; REMOTE_LOG_URL, where nobody waits for the answer, has 2000 at least.'),
};
