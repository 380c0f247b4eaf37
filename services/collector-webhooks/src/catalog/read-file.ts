import type { Environment } from '@culprit/domain';
import { checkYaml, faultAt, parseYaml, type Checked } from '@culprit/nest';
import { Entity, isEntity } from './backstage/entity.js';
import { joined, toServices } from './backstage/to-services.js';
import { nameOf, placed, readEntries, whole, type Told } from './entry.js';

/** All that a file says, or why none of it is taken: ours are lists of services, Backstage's are entities, one a document. */
export const readCatalogFile = (file: string, text: string, environments: readonly Environment[]): Checked<readonly Told[]> => {
  const read = parseYaml(file, text);
  if (!read.ok) return read;
  if (read.documents.length === 0) return { ok: false, error: `${file} is empty: a list without services is written []` };
  const listed: Told[] = [];
  const entities: Told[] = [];
  for (const document of read.documents) {
    if (Array.isArray(document.value)) {
      const entries = readEntries(document, environments);
      if (!entries.ok) return entries;
      const again = entries.value.findIndex((told) => listed.some((before) => nameOf(before) === nameOf(told)));
      if (again !== -1) return { ok: false, error: faultAt(document, [again, 'name'], `${entries.value[again]?.name ?? ''} stands in another list of this file already`) };
      listed.push(...entries.value);
    } else if (isEntity(document.value)) {
      const entity = checkYaml(Entity, document);
      if (!entity.ok) return entity;
      entities.push(...toServices(entity.value));
    } else return { ok: false, error: faultAt(document, [], 'neither a list of services (`- name: ...`) nor a Backstage entity (`apiVersion: backstage.io/...`)') };
  }
  const fromBackstage: Told[] = [];
  for (const told of joined(entities).map(whole)) {
    if (!told.ok) return { ok: false, error: `${file}: ${told.error}` };
    fromBackstage.push(placed(told.value, environments));
  }
  const twice = fromBackstage.find((told) => listed.some((other) => nameOf(other) === nameOf(told)));
  if (twice !== undefined) return { ok: false, error: `${file}: ${twice.name} is both listed and a Backstage entity` };
  return { ok: true, value: [...listed, ...fromBackstage] };
};
