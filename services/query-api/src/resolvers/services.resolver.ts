import type { Time } from '@culprit/domain';
import type { DependencyRow, Direction, ServiceFilter, ServiceRow, TimelineKind } from '@culprit/ports';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Context } from '../context.js';
import { hops } from '../hops.js';
import { connection, paging, type PageArgs } from '../page.js';
import { edgesAround } from '../walk-edges.js';
import { timelineConnection, timelineQuestion } from './timeline.resolver.js';

interface TimelineArgs extends PageArgs {
  readonly from?: Time;
  readonly to?: Time;
  readonly last?: string;
  readonly related: number;
  readonly direction: Direction;
  readonly kinds?: readonly TimelineKind[];
  readonly collapse?: boolean;
}

@Resolver('Service')
export class ServicesResolver {
  @Query()
  async services(_: unknown, args: PageArgs & { filter?: ServiceFilter | null }, { ask, now, given }: Context) {
    const page = paging(args);
    return connection(await ask((store) => store.services(given(args.filter), page, now)));
  }

  @Query()
  service(_: unknown, args: { name: string; environment?: string | null }, { ask, now, given }: Context) {
    const { name, environment } = given(args);
    return ask((store) => store.service(name, environment, now));
  }

  @ResolveField()
  lastChange(service: ServiceRow, _: unknown, { loaders }: Context) {
    return loaders.lastChange.load(service);
  }

  @ResolveField()
  openIncidents(service: ServiceRow, _: unknown, { loaders }: Context) {
    return loaders.openIncidents.load(service);
  }

  @ResolveField()
  async timeline({ name, environment }: ServiceRow, args: TimelineArgs, context: Context) {
    const { question, paging: page } = timelineQuestion(context.given(args), context);
    hops('related', question.related, 0);
    return timelineConnection(await context.loaders.timelineOfService.load({ of: { name, environment }, question: { ...question, fading: context.fading }, paging: page }));
  }

  @ResolveField()
  dependencies(service: ServiceRow, args: { asOf?: Time | null; depth: number }, context: Context) {
    return around(service, args, 'callees', context);
  }

  @ResolveField()
  dependents(service: ServiceRow, args: { asOf?: Time | null; depth: number }, context: Context) {
    return around(service, args, 'callers', context);
  }

  @ResolveField()
  async incidents(service: ServiceRow, args: PageArgs, { loaders }: Context) {
    return connection(await loaders.incidentsOfService.load({ of: service, paging: paging(args) }));
  }
}

/** The graph is read once for all services of an answer, not once for each. */
const around = async (
  { name, environment }: ServiceRow, { asOf, depth }: { asOf?: Time | null; depth: number }, direction: 'callees' | 'callers', { loaders }: Context,
): Promise<DependencyRow[]> => {
  const steps = hops('depth', depth);
  return edgesAround(await loaders.edges.load({ environment, asOf: asOf ?? undefined }), name, steps, direction);
};

