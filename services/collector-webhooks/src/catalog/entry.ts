import { canonicalEnvironment, faults, Link, Service, Workload, type Environment } from '@culprit/domain';
import { checkYaml, faultAt, type Checked, type YamlDocument } from '@culprit/nest';
import { z } from 'zod';

/** What a file says of a service: all but who says it and when. */
export type Told = Omit<Service, 'source' | 'observedAt' | 'removed'>;

/** A Service event in which nothing may be misspelt; whose word it is, and when, is not for a file to say. */
const Entry = z.strictObject({
  ...Service.omit({ source: true, observedAt: true, removed: true }).shape,
  links: z.array(z.strictObject(Link.shape)).default([]),
  workloads: z.array(z.strictObject(Workload.shape)).default([]),
});
const Entries = z.array(Entry);

/** What was put together from elsewhere, as the event allows it. */
export const whole = (told: Told): Checked<Told> => {
  const entry = Entry.safeParse(told);
  return entry.success ? { ok: true, value: entry.data } : { ok: false, error: `${told.name}: ${faults(entry.error)}` };
};

export const placed = (told: Told, environments: readonly Environment[]): Told => {
  const environment = canonicalEnvironment(environments, { environment: told.environment });
  return environment === told.environment ? told : { ...told, environment };
};

export const nameOf = ({ environment, name }: Told): string => JSON.stringify([environment ?? null, name]);

/** The services that a list of ours names, each once in an environment. */
export const readEntries = (document: YamlDocument, environments: readonly Environment[]): Checked<readonly Told[]> => {
  const checked = checkYaml(Entries, document);
  if (!checked.ok) return checked;
  const all = checked.value.map((told) => placed(told, environments));
  const first = new Map<string, number>();
  for (const [at, told] of all.entries()) {
    const before = first.get(nameOf(told));
    if (before !== undefined) return { ok: false, error: faultAt(document, [at, 'name'], `${told.name} stands on line ${document.lineOf([before, 'name'])} already`) };
    first.set(nameOf(told), at);
  }
  return { ok: true, value: all };
};
