import { millis } from '@culprit/domain';
import { timeWindow, type ChangeFilter, type ChangeRow } from '@culprit/ports';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { broughtBy } from '../code/brought.js';
import { codeDelta } from '../code/delta.js';
import { hostedPeople } from '../code/hosted-people.js';
import { peopleOf } from '../code/people.js';
import { sourcesOf } from '../code/sources.js';
import type { Context } from '../context.js';
import { hops } from '../hops.js';
import { connection, paging, type PageArgs } from '../page.js';

@Resolver('Change')
export class ChangesResolver {
  @Query()
  async changes(_: unknown, args: PageArgs & { filter?: (ChangeFilter & { last?: string }) | null }, { ask, now, given, fading }: Context) {
    const page = paging(args);
    const { last, from, to, scope, ...filter } = given(args.filter);
    hops('related', scope?.related ?? 0, 0);
    return connection(await ask((store) => store.changes({ ...filter, scope: { ...scope, fading }, ...timeWindow({ last, from, to }, millis(now)) }, page)));
  }

  @Query()
  change(_: unknown, { id }: { id: string }, { loaders }: Context) {
    return loaders.change.load(id);
  }

  @ResolveField()
  async services(change: Told, _: unknown, context: Context) {
    return (await mapped(change, context)).services;
  }

  @ResolveField()
  async service(change: Told, _: unknown, context: Context) {
    return (await mapped(change, context)).services[0] ?? null;
  }

  @ResolveField()
  async mappedBy(change: Told, _: unknown, context: Context) {
    return (await mapped(change, context)).mappedBy ?? 'unknown';
  }

  @ResolveField()
  linked({ id }: ChangeRow, _: unknown, { loaders }: Context) {
    return loaders.linked.load(id);
  }

  @ResolveField()
  async people(change: ChangeRow, _: unknown, { code, loaders }: Context) {
    const linked = await loaders.linked.load(change.id);
    const sources = sourcesOf(loaders.code, code);
    const chain = [change, ...linked, ...(await broughtBy(change, linked, sources))] as const;
    return peopleOf(chain, await hostedPeople(chain, code, sources));
  }

  @ResolveField()
  async code(change: ChangeRow, _: unknown, { code, loaders }: Context) {
    return codeDelta(change, await loaders.linked.load(change.id), sourcesOf(loaders.code, code));
  }

  @ResolveField()
  async incidents({ id }: ChangeRow, args: PageArgs, { loaders }: Context) {
    return connection(await loaders.incidentsOfChange.load({ of: id, paging: paging(args) }));
  }
}

/** A suspect's change comes from the incident, as its sender told it: which services that means is known of the change as it is now, while it is kept. */
type Told = Pick<ChangeRow, 'id' | 'services'> & { readonly mappedBy?: string };

const mapped = async (change: Told, { loaders }: Context): Promise<Told> => (change.mappedBy === undefined ? await loaders.change.load(change.id) : undefined) ?? change;
