import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Incident, comparable, topics } from '@culprit/domain';
import { parseRecord } from '@culprit/nest';
import type { EventLog } from '@culprit/ports';
import { MAIN } from '../harness/service-process.js';

/** What stands on the incidents topic. */
export interface Topic {
  /** Comparable text by id, of incidents that are not merged. */
  readonly final: ReadonlyMap<string, string>;
  /** Every `id revision` that was ever written. */
  readonly revisions: ReadonlySet<string>;
}

export const readTopic = async (log: EventLog): Promise<Topic> => {
  const newest = new Map<string, { incident: Incident; offset: number }>();
  const revisions = new Set<string>();
  const reader = await log.read({ topics: [topics.incidents.name], from: 'earliest' }, ({ records }) => {
    for (const record of records) {
      const parsed = parseRecord('incident', record);
      if (!parsed.ok) throw new Error(parsed.error);
      const incident = parsed.event;
      revisions.add(`${incident.id} ${incident.revision}`);
      const known = newest.get(incident.id);
      if (known === undefined || incident.revision > known.incident.revision || (incident.revision === known.incident.revision && record.offset > known.offset)) newest.set(incident.id, { incident, offset: record.offset });
    }
  });
  await reader.caughtUp();
  await reader.stop();
  const final = [...newest.values()].filter(({ incident }) => incident.status !== 'merged').map(({ incident }) => [incident.id, comparable(incident)] as const);
  return { final: new Map(final), revisions };
};

/** `culprit replay` of the log, as a user runs it. */
export const replayed = async (environment: Readonly<Record<string, string>>): Promise<Incident[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'replay', '--out', '-'], { env: { ...environment }, maxBuffer: 1 << 30 });
  return stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Incident);
};

export const byId = (incidents: readonly Incident[]): ReadonlyMap<string, string> => new Map(incidents.map((incident) => [incident.id, comparable(incident)]));

/** Ids that one side lacks or says otherwise. */
export const differing = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] => [...new Set([...a.keys(), ...b.keys()])].filter((id) => a.get(id) !== b.get(id));
