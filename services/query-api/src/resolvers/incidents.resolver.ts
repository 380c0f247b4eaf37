import { millis, saidOf, topics, verdictOn, type Explanation, type Incident, type Suspect as DomainSuspect } from '@culprit/domain';
import { timeWindow, type ChangeRow } from '@culprit/ports';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { alertOf } from '../alert-of.js';
import { asksFor } from '../asks-for.js';
import type { Context } from '../context.js';
import { incidentFilter, type IncidentFilterInput } from '../incident-filter.js';
import { encodeCursor } from '../live/cursor.js';
import { connection, paging, type PageArgs } from '../page.js';
import { weighed } from '../weigh/weigh.js';
import { weakLabelsOf, type WeakLabel } from '../weak-labels.js';

type Suspect = DomainSuspect & { readonly incidentId: string };

@Resolver('Incident')
export class IncidentsResolver {
  @Query()
  async incidents(_: unknown, args: PageArgs & { filter?: IncidentFilterInput | null }, context: Context, info: GraphQLResolveInfo) {
    const page = paging(args);
    const { last, from, to, ...filter } = incidentFilter(args.filter, context.given);
    // Before the list is read: what is written between the two is sent again rather than missed.
    const streamCursor = asksFor(info, 'streamCursor') ? await storedSoFar(context) : null;
    const found = await context.ask((store) => store.incidents({ ...filter, ...timeWindow({ last, from, to }, millis(context.now)) }, page));
    return { ...connection(found), streamCursor };
  }

  @Query()
  incident(_: unknown, { id }: { id: string }, { ask }: Context) {
    return ask((store) => store.incident(id));
  }

  @ResolveField()
  async alerts({ alerts, environment }: Incident, _: unknown, { loaders }: Context) {
    const rows = await Promise.all(alerts.map(({ id }) => loaders.alert.load(id)));
    return alerts.map((listed, i) => alertOf(listed, environment, rows[i]));
  }

  @ResolveField()
  weigh(incident: Incident, { changeId }: { changeId: string }, context: Context): Promise<Explanation> {
    return weighed(incident, changeId, context);
  }

  @ResolveField()
  feedback({ id }: Incident, _: unknown, { loaders }: Context) {
    return loaders.feedback.load(id);
  }

  @ResolveField()
  weakLabels(incident: Incident, _: unknown, { loaders }: Context): Promise<WeakLabel[]> {
    return weakLabelsOf(incident, loaders);
  }
}

@Resolver('Suspect')
export class SuspectsResolver {
  /** Also when the change itself is no longer kept it is on the service that it was suspected on. */
  @ResolveField()
  change({ change, service }: Suspect) {
    return change.services.length > 0 || service === undefined ? change : { ...change, services: [service] };
  }

  /** What is no longer kept is left out. */
  @ResolveField()
  async linked({ changeIds }: Suspect, _: unknown, { loaders }: Context) {
    const rows = await Promise.all(changeIds.slice(1).map((id) => loaders.change.load(id)));
    return rows.filter((row): row is ChangeRow => row !== undefined);
  }

  @ResolveField()
  async verdict({ incidentId, changeIds }: Suspect, _: unknown, { loaders }: Context) {
    return verdictOn(saidOf(await loaders.feedback.load(incidentId)), changeIds) ?? null;
  }
}

const storedSoFar = async ({ ask }: Context): Promise<string> => {
  const positions = await ask((store) => store.positions());
  const { name, partitions } = topics.incidents;
  const next = Array.from({ length: partitions }, (_, partition) => positions.find((p) => p.topic === name && p.partition === partition)?.next ?? 0);
  return encodeCursor(name, next);
};
