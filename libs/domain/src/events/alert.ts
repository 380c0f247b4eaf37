import { z } from 'zod';
import { Entities, Link, Name, Severity, Source, Text } from './parts.js';
import { Duration, Time } from './time.js';

export const AlertStatus = z.enum(['firing', 'acknowledged', 'resolved']);
export type AlertStatus = z.output<typeof AlertStatus>;
export const AlertClass = z.enum(['availability', 'errors', 'latency', 'saturation', 'traffic-loss', 'crash', 'other']);
export type AlertClass = z.output<typeof AlertClass>;

/** One thing a monitor said; an episode is the firing event and what follows under its fingerprint. contracts.md section 1. */
export const Alert = z
  .object({
    id: Name,
    fingerprint: Name.describe('The alerting instance, never the rule alone.'),
    status: AlertStatus,
    class: AlertClass.default('other'),
    severity: Severity.default('medium'),
    startsAt: Time.optional(),
    endsAt: Time.optional(),
    expiresAfter: Duration.optional().describe('How long after its last firing it ends when its sender never resolves.'),
    updatedAt: Time,
    observedAt: Time,
    environment: Name,
    cluster: Name.optional(),
    service: Name.optional(),
    caller: Name.optional().describe('For an alert on a call: who made it.'),
    entities: Entities,
    title: Text,
    labels: z.record(z.string(), z.string()).default({}),
    links: z.array(Link).default([]),
    source: Source,
  })
  .refine((alert) => (alert.status === 'resolved' ? alert.endsAt ?? alert.startsAt : alert.startsAt) !== undefined, {
    error: 'a firing or acknowledged alert needs startsAt, a resolved one endsAt',
    path: ['startsAt'],
  });
export type Alert = z.output<typeof Alert>;
