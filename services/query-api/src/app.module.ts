import { readFileSync } from 'node:fs';
import { Module, type DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { MercuriusDriverConfig } from '@nestjs/mercurius';
import { buildSchema, type GraphQLError } from 'graphql';
import type { Context } from './context.js';
import { Driver } from './driver.js';
import { errorFormatter } from './error-formatter.js';
import { fields } from './fields.js';
import { limits } from './limits/check.js';
import type { LiveWorld } from './live/incident-changed.js';
import { AccuracyResolver } from './resolvers/accuracy.resolver.js';
import { AlertsResolver } from './resolvers/alerts.resolver.js';
import { CatalogResolver } from './resolvers/catalog.resolver.js';
import { ChangesResolver } from './resolvers/changes.resolver.js';
import { IncidentChangedResolver } from './resolvers/incident-changed.resolver.js';
import { IncidentsResolver, SuspectsResolver } from './resolvers/incidents.resolver.js';
import { MutationsResolver } from './resolvers/mutations.resolver.js';
import { ServicesResolver } from './resolvers/services.resolver.js';
import { TimelineResolver } from './resolvers/timeline.resolver.js';
import { VerdictsResolver } from './resolvers/verdicts.resolver.js';
import { enumValues, scalars } from './scalars.js';
import { LIVE, WRITER } from './tokens.js';
import type { Writer } from './write/writer.js';

export const schemaText = (): string => readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8');

export interface AppOptions {
  readonly live: LiveWorld;
  readonly writer: Writer;
  readonly context: () => Context;
  readonly publicError: (error: GraphQLError) => GraphQLError;
}

@Module({})
export class AppModule {
  static of({ live, writer, context, publicError }: AppOptions): DynamicModule {
    const typeDefs = schemaText();
    return {
      module: AppModule,
      imports: [
        GraphQLModule.forRoot<MercuriusDriverConfig>({
          driver: Driver,
          typeDefs,
          // The type wants functions of a context for everything; scalars and enum values are none.
          resolvers: { ...scalars, ...enumValues(buildSchema(typeDefs)), ...fields } as unknown as NonNullable<MercuriusDriverConfig['resolvers']>,
          jit: 1,
          graphiql: false,
          csrfPrevention: true,
          allowBatchedQueries: false,
          graphql: { parseOptions: { maxTokens: limits.tokens } },
          context,
          errorFormatter: errorFormatter(publicError),
        }),
      ],
      providers: [
        { provide: LIVE, useValue: live },
        { provide: WRITER, useValue: writer },
        AccuracyResolver, AlertsResolver, CatalogResolver, ChangesResolver, IncidentChangedResolver, IncidentsResolver, MutationsResolver, ServicesResolver, SuspectsResolver, TimelineResolver, VerdictsResolver,
      ],
    };
  }
}
