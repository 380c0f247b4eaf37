import type { IncidentEvent } from '@culprit/domain';
import { Inject } from '@nestjs/common';
import { Resolver, Subscription } from '@nestjs/graphql';
import type { Context } from '../context.js';
import { incidentFilter, type IncidentFilterInput } from '../incident-filter.js';
import { abortable } from '../live/abortable.js';
import { incidentChanged, type IncidentRevision, type LiveWorld } from '../live/incident-changed.js';
import { LIVE } from '../tokens.js';

interface Args {
  readonly filter?: IncidentFilterInput | null;
  readonly on?: readonly IncidentEvent[] | null;
  readonly after?: string | null;
}

@Resolver('IncidentRevision')
export class IncidentChangedResolver {
  constructor(@Inject(LIVE) private readonly live: LiveWorld) {}

  @Subscription('incidentChanged', { resolve: (revision: IncidentRevision) => revision })
  incidentChanged(_: unknown, { filter, on, after }: Args, { given }: Context) {
    const asked = { filter: incidentFilter(filter, given), on: on ?? undefined, after: after ?? undefined };
    return abortable((signal) => incidentChanged(this.live, asked, signal));
  }
}
