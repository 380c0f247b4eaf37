import { z } from 'zod';
import { maybe, said, several } from '../../provider/lenient.js';

/** A check's state changed; version 1 and 2 of the body, and transaction checks, which name no parameters. */
export const StateChange = z.object({
  check_id: said.pipe(z.string().min(1)),
  check_name: maybe,
  check_type: maybe,
  check_params: z.object({ hostname: maybe, url: maybe, full_url: maybe }).nullish().catch(undefined),
  tags: several,
  previous_state: maybe,
  current_state: said,
  importance_level: maybe,
  state_changed_timestamp: maybe,
  state_changed_utc_time: maybe,
  description: maybe,
  long_description: maybe,
  custom_message: maybe,
  first_probe: z.object({ location: maybe }).nullish().catch(undefined),
});
export type StateChange = z.output<typeof StateChange>;
