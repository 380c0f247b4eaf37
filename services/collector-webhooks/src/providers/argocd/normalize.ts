import { faults } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, type Said, skip } from '../../provider/contract.js';
import { fromHealth } from './health.js';
import { fromLifecycle } from './lifecycle.js';
import { fromOtherTemplate } from './other-templates.js';
import { Application, Manifest, Told, type Settings } from './schema.js';
import { fromSync } from './sync.js';

/** A body of our template, an Application as it is, or a body of somebody else's template. */
export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const { body } = delivery;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return reject('the body is not an object');
  if (looksLikeApplication(body)) return fromApplication(body, undefined, undefined, delivery);
  const told = Told.safeParse(body);
  if (told.success && looksLikeApplication(told.data.app)) return fromApplication(told.data.app, told.data.culprit, told.data.argocdUrl, delivery);
  if (!told.success && 'culprit' in body) return reject(faults(told.error));
  return fromOtherTemplate(Object.fromEntries(Object.entries(body)), delivery);
};

const looksLikeApplication = (value: unknown): boolean => value !== null && typeof value === 'object' && 'metadata' in value && 'spec' in value;

const fromApplication = (value: unknown, told: Told['culprit'], argocdUrl: string | undefined, delivery: Delivery<Settings>): Normalized => {
  if (Manifest.safeParse(value).success) return skip('an Application without uid and status is a manifest: no cluster has it yet');
  const app = Application.safeParse(value);
  if (!app.success) return reject(`app.${faults(app.error)}`);
  switch (told) {
    case 'sync': return fromSync(app.data, argocdUrl, delivery);
    case 'health': return fromHealth(app.data, argocdUrl, delivery);
    case 'application': return fromLifecycle(app.data, argocdUrl, delivery);
    case undefined: return everythingIn(app.data, argocdUrl, delivery);
  }
};

/** A whole Application says several things at once: its last sync, that it is degraded, that it is being deleted. */
const everythingIn = (app: Application, argocdUrl: string | undefined, delivery: Delivery<Settings>): Normalized => {
  const sync = fromSync(app, argocdUrl, delivery);
  const more = [
    ...(app.status?.health?.status === 'Degraded' ? [fromHealth(app, argocdUrl, delivery)] : []),
    ...(app.metadata.deletionTimestamp === undefined ? [] : [fromLifecycle(app, argocdUrl, delivery)]),
  ];
  const said = [sync, ...more].flatMap((each): readonly Said[] => (each.is === 'ok' ? each.events : []));
  return said.length > 0 ? ok(said) : sync;
};
