import { faults, factId, type AlertStatus } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { clusterIn, entitiesIn, environmentIn } from '../../provider/labels.js';
import { classOf, cut } from '../../provider/wording.js';
import { StateChange } from './schema.js';

/** Uptime checks are up or down; transaction checks succeed or fail. */
const states: Readonly<Record<string, AlertStatus>> = { DOWN: 'firing', UNCONFIRMED_DOWN: 'firing', FAILING: 'firing', FAILED: 'firing', UP: 'resolved', SUCCESS: 'resolved', SUCCESSFUL: 'resolved' };

export const normalize = ({ body, endpoint, receivedAt }: Delivery): Normalized => {
  const read = StateChange.safeParse(body);
  if (!read.success) return reject(faults(read.error));
  const said = read.data;
  const state = said.current_state.toUpperCase();
  const status = Object.hasOwn(states, state) ? states[state] : undefined;
  if (status === undefined) return skip(`state ${cut(said.current_state, 60)} says neither up nor down`);
  // The second is the same instant, said in words and without its zone.
  const at = instant(said.state_changed_timestamp) ?? instant(said.state_changed_utc_time === undefined ? undefined : `${said.state_changed_utc_time}Z`) ?? receivedAt;
  const tags = Object.fromEntries(said.tags.flatMap((tag): [string, string][] => {
    const [, key, value] = /^([\w.-]{1,100})[:=](\S.{0,400})$/.exec(cut(tag, 600)) ?? [];
    return key === undefined || value === undefined ? [] : [[key.toLowerCase(), value]];
  }));
  const params = said.check_params ?? undefined;
  return ok([alertSaid({
    id: factId('alert', 'pingdom', endpoint, said.check_id, status, at),
    of: ['pingdom', endpoint, said.check_id],
    status,
    // A check that runs and is slow says so; any other is somebody who cannot get in.
    class: classOf(said.description, said.long_description) === 'latency' ? 'latency' : 'availability',
    severity: said.importance_level?.toUpperCase() === 'LOW' ? 'low' : 'high',
    startsAt: at,
    endsAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    environment: environmentIn(tags),
    cluster: clusterIn(tags),
    entities: [...entitiesIn(tags), said.check_name, `pingdom:check/${said.check_id}`],
    titles: [said.check_name === undefined ? undefined : `${said.check_name} is ${said.current_state.toLowerCase()}`, `Pingdom check ${said.check_id}`],
    labels: {
      check: said.check_id, type: said.check_type, hostname: params?.hostname, address: params?.full_url ?? params?.url, was: said.previous_state, description: said.description, detail: said.long_description, message: said.custom_message,
      probe: said.first_probe?.location, importance: said.importance_level, tags: said.tags.join(','),
    },
    links: [['Pingdom', `https://my.pingdom.com/reports/uptime#check=${encodeURIComponent(cut(said.check_id, 100).toWellFormed())}`], ['Checked address', params?.full_url]],
  })]);
};
