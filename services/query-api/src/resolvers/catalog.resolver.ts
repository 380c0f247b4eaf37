import type { Time } from '@culprit/domain';
import type { Direction } from '@culprit/ports';
import { Query, Resolver } from '@nestjs/graphql';
import type { Context } from '../context.js';
import { hops } from '../hops.js';
import { connection, paging, type PageArgs } from '../page.js';

interface DependencyArgs {
  readonly service?: string;
  readonly environment?: string;
  readonly asOf?: Time;
  readonly depth: number;
  readonly direction: Direction;
}
interface CoverageArgs {
  readonly environment?: string;
  readonly from?: Time;
  readonly to?: Time;
}

@Resolver()
export class CatalogResolver {
  @Query()
  dependencies(_: unknown, args: DependencyArgs, { ask, given, fading, now }: Context) {
    hops('depth', args.depth);
    return ask((store) => store.dependencies({ ...given(args), fading }, now));
  }

  @Query()
  async coverage(_: unknown, args: CoverageArgs, { ask, given }: Context) {
    const rows = await ask((store) => store.coverage(given(args)));
    return rows.map((row) => ({ ...row, gaps: row.gaps.map((gap) => ({ ...gap, source: row.source, instance: row.instance })) }));
  }

  @Query()
  async unmapped(_: unknown, args: PageArgs, { ask }: Context) {
    const page = paging(args);
    return connection(await ask((store) => store.unmapped(page)));
  }
}
