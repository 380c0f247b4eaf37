import { canonicalJson, dependencyIdentity, type Coverage, type Dependency, type Feedback, type Service } from '@culprit/domain';
import { endSubject } from '@culprit/ports';
import { createHash } from 'node:crypto';
import { stored, storedMaybe } from '../times.js';
import { subjectHash } from './subject.js';

const hash64 = (text: string): string => createHash('sha256').update(text).digest().readBigUInt64BE().toString();

/** What tells statements of one thing apart whose time is the same. */
const content = (event: Service | Dependency): string => hash64(canonicalJson({ ...event, observedAt: undefined }));

const end = (name: string, environment: string | undefined): string => subjectHash(endSubject(name, environment));

/** In the order of the column's fields. */
const workloadTuple = ({ cluster, namespace, kind, name, desired, ready, health, since, images }: Service['workloads'][number]): object => ({
  cluster, namespace, kind, name, desired: desired ?? null, ready: ready ?? null, health, since: storedMaybe(since), images,
});

export const serviceRow = (s: Service): object => ({
  source: s.source,
  environment: s.environment ?? '',
  name: s.name,
  observed_at: stored(s.observedAt),
  removed: s.removed === true,
  owner: s.owner ?? '',
  system: s.system ?? '',
  aliases: s.aliases,
  repositories: s.repositories,
  links: s.links.map((link) => JSON.stringify(link)),
  depends_on: s.dependsOn,
  depends_on_subjects: s.dependsOn.map((name) => BigInt(end(name, s.environment))),
  workloads: s.workloads.map(workloadTuple),
  content: content(s),
  body: canonicalJson(s),
});

export const dependencyRow = (d: Dependency): object => ({
  from_subject: end(d.from, d.environment),
  to_subject: end(d.to, d.environment),
  from_name: d.from,
  to_name: d.to,
  environment: d.environment ?? '',
  kind: d.kind,
  source: d.source,
  valid_from: storedMaybe(d.validFrom),
  valid_to: storedMaybe(d.validTo),
  confidence: d.confidence ?? null,
  observed_at: stored(d.observedAt),
  identity: hash64(dependencyIdentity(d)),
  content: content(d),
  body: canonicalJson(d),
});

export const coverageRow = (c: Coverage): object => ({
  source: c.source,
  instance: c.instance,
  environment: c.environment ?? '',
  observed_at: stored(c.observedAt),
  blind_since: storedMaybe(c.gaps.filter((gap) => gap.to === undefined).map((gap) => gap.from).sort()[0]),
  body: canonicalJson(c),
});

export const feedbackRow = (f: Feedback): object => ({ incident_id: f.incidentId, id: f.id, at: stored(f.at), body: canonicalJson(f) });
