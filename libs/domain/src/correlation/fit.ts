import type { IncidentBody } from './render.js';

/** Most bytes of a published incident; what the publisher adds needs little. */
const MOST_BYTES = 256 * 1024 - 2048;

const bytes = (body: IncidentBody): number => new TextEncoder().encode(JSON.stringify(body)).length;

const withDiffs = (body: IncidentBody, most: number): IncidentBody => ({
  ...body,
  suspects: body.suspects.map((s) => ({ ...s, change: { ...s.change, diff: s.change.diff.slice(0, most) } })),
});

const withAlerts = (body: IncidentBody, most: number): IncidentBody => ({ ...body, alerts: body.alerts.slice(0, most) });

const withoutAttributes = (body: IncidentBody): IncidentBody => ({
  ...body,
  suspects: body.suspects.map(({ linked: _, ...s }) => ({ ...s, change: { ...s.change, attributes: {}, links: s.change.links.slice(0, 5) } })),
});

/** Cuts what is too large for the topic: diffs first, then alerts, then what suspects carry beside their reasons; never a suspect. */
export const fit = (body: IncidentBody): IncidentBody => {
  const steps = [
    ...[20, 10, 5, 1, 0].map((most) => (b: IncidentBody) => withDiffs(b, most)),
    ...[100, 50, 20, 5].map((most) => (b: IncidentBody) => withAlerts(b, most)),
    withoutAttributes,
  ];
  let cut = body;
  for (const step of steps) {
    if (bytes(cut) <= MOST_BYTES) return cut;
    cut = step(cut);
  }
  return cut;
};
