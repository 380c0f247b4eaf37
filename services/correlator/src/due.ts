import { type Fold, type Incident, type IncidentBody, canonicalJson, mergedInto, nextRevision } from '@culprit/domain';
import type { Published } from './published.js';

/** The address of an incident, where people reach the console. */
const addressed = (body: IncidentBody, publicUrl: string | undefined): IncidentBody =>
  publicUrl === undefined ? body : { ...body, url: `${publicUrl.replace(/\/$/, '')}/incidents/${body.id}` };

/** A resolved incident is not published again for new rules alone. */
const onlyNewRules = (published: Incident, body: IncidentBody): boolean => {
  if (published.rulesVersion === body.rulesVersion || published.status !== 'resolved' || body.status !== 'resolved') return false;
  return canonicalJson(published.alerts) === canonicalJson(body.alerts);
};

/** The revisions that make the topic say of an environment what the fold says; empty when it does. */
export const dueRevisions = (fold: Fold, environment: string, published: Published, publicUrl: string | undefined): Incident[] => {
  const judged = fold.incidents(environment);
  const asOf = fold.now();
  const bodies = new Map(judged.map(({ body }) => [body.id, addressed(body, publicUrl)]));
  const due: Incident[] = [];
  const push = (next: Incident | undefined): void => {
    if (next !== undefined) due.push(next);
  };
  for (const body of bodies.values()) {
    const known = published.get(body.id);
    if (known === undefined || !onlyNewRules(known, body)) push(nextRevision(known, body, asOf));
  }
  for (const old of published.of(environment)) {
    if (bodies.has(old.id)) continue;
    const survivor = bodies.get(fold.holder(environment, old.id) ?? '');
    if (survivor !== undefined) push(nextRevision(old, mergedInto(old, survivor), asOf));
  }
  return due;
};
