import type { Writer } from '../kind.js';
import type { Deployment } from './schema.js';

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

/** Who wrote the spec or the metadata; writers of the status are none. */
export const writersOf = (it: Deployment): Writer[] =>
  (it.metadata.managedFields ?? [])
    .filter((entry) => entry.subresource !== 'status')
    .map(({ manager, operation, subresource, time, fieldsV1 }) => {
      const spec = fieldsOf(fieldsV1?.['f:spec']);
      const owns = [...('f:replicas' in spec ? ['replicas'] : []), ...('f:template' in spec ? ['template'] : []), ...(Object.keys(spec).length > 0 ? ['spec'] : [])];
      return { manager, operation, ...(subresource === undefined ? {} : { subresource }), ...(time === undefined ? {} : { time }), owns };
    });
