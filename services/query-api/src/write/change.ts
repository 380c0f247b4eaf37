import { acceptEvent, factId, millis, type Change, type ChangeKind, type Parsed, type Time } from '@culprit/domain';

/** A change as somebody records it. */
export interface Recorded {
  readonly title: string;
  readonly services: readonly string[];
  readonly environment: string | undefined;
  readonly kind: ChangeKind;
  readonly occurredAt: Time | undefined;
  readonly url: string | undefined;
}

/** The most that it may lie ahead: what will be is no change yet, but clocks differ. */
const AHEAD_MS = 5 * 60_000;

/** The event, or what is wrong with it. The same change recorded again for the same time is the same change. */
export const recordedChange = ({ title: said, services: named, environment, kind, occurredAt, url }: Recorded, now: Time): Parsed<Change> => {
  const title = said.trim();
  const services = [...new Set(named.map((name) => name.trim()))].sort();
  if (title === '') return no('title: say in a few words what was changed');
  if (services.length === 0) return no('services: name at least one; a change of none is never suspected');
  if (services.includes('')) return no('services: one of the names is empty');
  if (url !== undefined && !isWeb(url)) return no(`url: ${url.slice(0, 80)} is no http or https address`);
  const at = occurredAt ?? now;
  if (millis(at) > millis(now) + AHEAD_MS) return no(`occurredAt: ${at} has not come yet`);
  return acceptEvent('change', {
    id: factId('change', 'custom', undefined, 'recorded', kind, title, environment ?? '', at, ...services),
    kind, title, services, environment, occurredAt: at, finishedAt: at, updatedAt: at,
    actor: { kind: 'human', basis: 'sender' },
    source: { provider: 'custom', ...(url === undefined ? {} : { url }) },
    links: url === undefined ? [] : [{ title: 'Recorded with it', url }],
  }, now);
};

const no = (error: string): Parsed<Change> => ({ ok: false, error });
const isWeb = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
