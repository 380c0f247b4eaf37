/** An entity that a sender names and no catalog knows yet. */
export const ENTITY = 'acme/checkout-api';
export const CHANGES = 185;
export const ALERTS = 10;
/** Every second alert is over. */
export const ENDS = 5;

const source = { provider: 'acme-ci', instance: 'main' };
const at = (ms: number): string => new Date(ms).toISOString();

/** A change every minute up to `now`, none with a service. */
export const changes = (now: number): unknown[] =>
  Array.from({ length: CHANGES }, (_, i) => ({
    id: `change-${i}`, kind: i % 3 === 0 ? 'config' : 'deployment', title: `Change ${i}`, environment: 'production', entities: [ENTITY], occurredAt: at(now - i * 60_000), source,
  }));

/** Alerts of the last two hours about the same name, half of them over. */
export const alerts = (now: number): unknown[] =>
  Array.from({ length: ALERTS }, (_, i) => {
    const startsAt = now - i * 12 * 60_000;
    const firing = { fingerprint: `checkout-${i}`, title: `Alert ${i}`, class: 'errors', severity: 'high', environment: 'production', entities: [ENTITY], source };
    return [
      { ...firing, id: `alert-${i}`, status: 'firing', startsAt: at(startsAt) },
      ...(i % 2 === 0 ? [] : [{ ...firing, id: `alert-${i}-end`, status: 'resolved', startsAt: at(startsAt), endsAt: at(startsAt + 60_000) }]),
    ];
  }).flat();
