import { millis, type Time } from '@culprit/domain';
import { timeWindow, type Page, type Scope, type TimelineEntry, type TimelineKind } from '@culprit/ports';
import { Query, Resolver } from '@nestjs/graphql';
import type { Context } from '../context.js';
import { badInput } from '../errors.js';
import { hops } from '../hops.js';
import { pageInfo, paging, type PageArgs } from '../page.js';

interface WindowArgs {
  readonly from?: Time | undefined;
  readonly to?: Time | undefined;
  readonly last?: string | undefined;
}
interface TimelineArgs extends PageArgs, WindowArgs {
  readonly scope: Scope;
  readonly kinds?: readonly TimelineKind[] | undefined;
  readonly collapse?: boolean | undefined;
}

const DAY = 'PT24H';
const MOST_BUCKETS = 500;

const checkedScope = (scope: Scope, { fading }: Pick<Context, 'fading'>): Scope => {
  hops('related', scope.related ?? 0, 0);
  return { ...scope, fading };
};

/** What to ask of the store, checked, and which page of it. */
export const timelineQuestion = <A extends PageArgs & WindowArgs>({ first, after, from, to, last, ...asked }: A, { now }: Pick<Context, 'now'>) => ({
  question: { ...asked, ...timeWindow({ from, to, last }, millis(now), DAY) }, paging: paging({ first, after: after ?? null }),
});

export const timelineConnection = (found: Page<TimelineEntry>) => {
  const edges = found.items.map(({ cursor, node: { at, service, hops: away, node } }) => ({ cursor, at, service, hops: away, node }));
  return { edges, pageInfo: pageInfo(found) };
};

@Resolver()
export class TimelineResolver {
  @Query()
  async timeline(_: unknown, args: TimelineArgs, context: Context) {
    const { question: { scope, ...question }, paging: page } = timelineQuestion(context.given(args), context);
    return timelineConnection(await context.ask((store) => store.timeline({ ...question, scope: checkedScope(scope, context) }, page, context.now)));
  }

  @Query()
  async timelineBuckets(_: unknown, args: WindowArgs & { scope: Scope; buckets: number }, { ask, now, given, fading }: Context) {
    const { scope, buckets, ...window } = given(args);
    if (buckets < 1 || buckets > MOST_BUCKETS) throw badInput(`buckets: 1 to ${MOST_BUCKETS}, not ${buckets}`);
    const { from = now, to = now } = timeWindow(window, millis(now), DAY);
    if (from >= to) throw badInput(`from: ${from} is not before ${to}`);
    const found = await ask((store) => store.timelineBuckets({ scope: checkedScope(scope, { fading }), from, to, buckets }, now));
    return found.map((bucket) => ({ ...bucket, service: bucket.service ?? '' }));
  }
}
