import { Alert, Change, Coverage, Dependency, Feedback, Incident, Service, type EventKind } from '@culprit/domain';
import { z } from 'zod';

export interface JsonSchema { [keyword: string]: unknown }

const events = { change: Change, alert: Alert, dependency: Dependency, service: Service, incident: Incident, coverage: Coverage, feedback: Feedback } satisfies Record<EventKind, z.ZodType>;
export const kinds = Object.keys(events) as EventKind[];

const title = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1);

/**
 * The JSON Schema (2020-12) of an event as it stands on the log: defaults are filled, so what has a default is required. Fields that are not
 * named are allowed, because adding a field is no breaking change.
 */
export const schemaOf = (kind: EventKind): JsonSchema => {
  const { $schema, ...schema } = z.toJSONSchema(events[kind], {
    target: 'draft-2020-12',
    io: 'output',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema, path }) => {
      const { def } = zodSchema._zod;
      if (def.type === 'pipe') {
        // of the transforms only Time has a known output: what it reads and writes is the same notation
        if (!('format' in def.in._zod.def) || def.in._zod.def.format !== 'datetime') throw new Error(`${kind}: what is written at ${path.join('.')} has no JSON Schema; add it here`);
        Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      }
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      delete jsonSchema.default;
    },
  });
  return { $schema, $id: `urn:culprit:schema:${kind}:v1`, title: title(kind), ...schema };
};
