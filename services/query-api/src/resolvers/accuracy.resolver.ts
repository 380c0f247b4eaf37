import type { AccuracyDimension, AccuracyRow } from '@culprit/ports';
import { Query, Resolver } from '@nestjs/graphql';
import type { Context } from '../context.js';

interface AccuracyArgs {
  readonly from?: string;
  readonly to?: string;
  readonly by?: AccuracyDimension;
}

@Resolver()
export class AccuracyResolver {
  @Query()
  accuracy(_: unknown, args: AccuracyArgs, { ask, given }: Context): Promise<AccuracyRow[]> {
    const { by = 'all', ...window } = given(args);
    return ask((store) => store.accuracy({ by, ...window }));
  }
}
