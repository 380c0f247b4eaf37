import type { Alert } from './alert.js';
import { canonicalJson, compareText } from './canonical.js';
import type { Change, PhaseAt } from './change.js';
import type { Dependency } from './dependency.js';
import type { Service } from './service.js';
import type { Coverage } from './coverage.js';

/** What decides between two statements; larger wins, then the smaller text. */
const said = (event: { parser?: number; updatedAt: string }): readonly [number, string] => [event.parser ?? 0, event.updatedAt];

const newer = <E extends { parser?: number; updatedAt: string }>(a: E, b: E, text: (event: E) => string): E => {
  const [parserA, timeA] = said(a);
  const [parserB, timeB] = said(b);
  if (parserA !== parserB) return parserA > parserB ? a : b;
  if (timeA !== timeB) return timeA > timeB ? a : b;
  return compareText(text(a), text(b)) <= 0 ? a : b;
};

const withoutTimes = (event: Change | Alert): string => canonicalJson({ ...event, phases: undefined, observedAt: undefined });
const earlier = (a: string, b: string): string => (a < b ? a : b);

const mergePhases = (a: readonly PhaseAt[], b: readonly PhaseAt[]): PhaseAt[] => {
  const all = new Map([...a, ...b].map((p) => [`${p.at} ${p.phase}`, p]));
  return [...all].sort(([x], [y]) => compareText(x, y)).map(([, p]) => p);
};

/**
 * The statement rule. Of two statements of one fact the one with the highest `parser` counts, then the latest `updatedAt`,
 * then the smaller canonical JSON; `phases` keeps those of both and `observedAt` the earliest. Commutative, associative and
 * idempotent, so that any order and any number of statements gives one answer.
 */
export const mergeChange = (a: Change, b: Change): Change => ({
  ...newer(a, b, withoutTimes),
  phases: mergePhases(a.phases, b.phases),
  observedAt: earlier(a.observedAt, b.observedAt),
});

export const mergeAlert = (a: Alert, b: Alert): Alert => ({
  ...newer(a, b, withoutTimes),
  observedAt: earlier(a.observedAt, b.observedAt),
});

/** Of statements that carry only `observedAt`, the latest counts, then the smaller canonical JSON. */
export const latest = <E extends Dependency | Service | Coverage>(a: E, b: E): E =>
  a.observedAt !== b.observedAt ? (a.observedAt > b.observedAt ? a : b) : compareText(canonicalJson(a), canonicalJson(b)) <= 0 ? a : b;

export const dependencyIdentity = (d: Dependency): string =>
  JSON.stringify([d.from, d.to, d.environment ?? null, d.kind, d.source, d.validFrom ?? null]);
export const serviceIdentity = (s: Service): string => JSON.stringify([s.source, s.environment ?? null, s.name]);
export const coverageIdentity = (c: Coverage): string => JSON.stringify([c.source, c.instance]);
