import { type Fold, type Incident, type IncidentBody, type Judged, canonicalJson, mergedInto, nextRevision } from '@culprit/domain';
import type { Published } from './published.js';

/** The address of an incident, where people reach the console. */
const addressed = (body: IncidentBody, publicUrl: string | undefined): IncidentBody =>
  publicUrl === undefined ? body : { ...body, url: `${publicUrl.replace(/\/$/, '')}/incidents/${body.id}` };

/** A resolved incident is not published again for new rules alone. */
const onlyNewRules = (published: Incident, body: IncidentBody): boolean => {
  if (published.rulesVersion === body.rulesVersion || published.status !== 'resolved' || body.status !== 'resolved') return false;
  return canonicalJson(published.alerts) === canonicalJson(body.alerts);
};

/** What was found of what the fold says against what the topic said then. Both are other objects once they say something else. */
const found = new WeakMap<IncidentBody, { readonly known: Incident | undefined; readonly next: Incident | undefined }>();

const revisionOf = (known: Incident | undefined, said: IncidentBody, asOf: string, publicUrl: string | undefined): Incident | undefined => {
  const before = found.get(said);
  if (before !== undefined && before.known === known) return before.next === undefined ? undefined : { ...before.next, asOf };
  const body = addressed(said, publicUrl);
  const next = known !== undefined && onlyNewRules(known, body) ? undefined : nextRevision(known, body, asOf);
  found.set(said, { known, next });
  return next;
};

/** At which version of what is published nothing was due of this answer. The fold gives the same list until it says something else. */
const settledAt = new WeakMap<readonly Judged[], number>();

/** The revisions that make the topic say of an environment what the fold says; empty when it does. What `rests` is judged when it may be said. */
export const dueRevisions = (fold: Fold, environment: string, published: Published, publicUrl: string | undefined, rests?: (id: string) => boolean): Incident[] => {
  const judged = fold.incidents(environment, rests);
  const version = published.version(environment);
  if (settledAt.get(judged) === version) return [];
  const asOf = fold.now();
  const bodies = new Map(judged.map(({ body }) => [body.id, body]));
  const due: Incident[] = [];
  const push = (next: Incident | undefined): void => {
    if (next !== undefined) due.push(next);
  };
  for (const body of bodies.values()) push(revisionOf(published.get(body.id), body, asOf, publicUrl));
  for (const old of published.of(environment)) {
    if (bodies.has(old.id)) continue;
    const survivor = bodies.get(fold.holder(environment, old.id) ?? '');
    if (survivor === undefined || (old.status === 'merged' && old.mergedInto === survivor.id)) continue;
    push(nextRevision(old, mergedInto(old, survivor), asOf));
  }
  if (due.length === 0) settledAt.set(judged, version);
  return due;
};
