import { millis, type IncidentAlert } from '@culprit/domain';
import { timeWindow, type AlertFilter } from '@culprit/ports';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Context } from '../context.js';
import { connection, paging, type PageArgs } from '../page.js';

@Resolver('Alert')
export class AlertsResolver {
  @Query()
  async alerts(_: unknown, args: PageArgs & { filter?: (AlertFilter & { last?: string }) | null }, { ask, now, given }: Context) {
    const page = paging(args);
    const { last, from, to, ...filter } = given(args.filter);
    return connection(await ask((store) => store.alerts({ ...filter, ...timeWindow({ last, from, to }, millis(now)) }, page, now)));
  }

  /** Only as an incident lists it several may tell it: the store keeps what each says. */
  @ResolveField()
  sources({ source, sources }: Pick<IncidentAlert, 'source' | 'sources'>) {
    return sources?.map((told) => told.source) ?? [source];
  }
}
