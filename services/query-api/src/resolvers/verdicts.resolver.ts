import type { Feedback, Incident } from '@culprit/domain';
import { Inject } from '@nestjs/common';
import { Mutation, Resolver } from '@nestjs/graphql';
import type { Context } from '../context.js';
import { badInput } from '../errors.js';
import { WRITER } from '../tokens.js';
import { feedbackOf, isSaid, isSuspected } from '../write/verdict.js';
import type { Writer } from '../write/writer.js';

interface VerdictArgs {
  readonly incidentId: string;
  readonly changeId?: string;
  readonly note?: string;
  readonly by?: string;
}

/** What people say of a cause: the only labels that are no guess. */
@Resolver()
export class VerdictsResolver {
  constructor(@Inject(WRITER) private readonly writer: Writer) {}

  @Mutation()
  confirmSuspect(_: unknown, args: VerdictArgs, context: Context): Promise<Incident> {
    return this.say('confirmed', context.given(args), context);
  }

  @Mutation()
  dismissSuspect(_: unknown, args: VerdictArgs, context: Context): Promise<Incident> {
    return this.say('dismissed', context.given(args), context);
  }

  private async say(verdict: Feedback['verdict'], { incidentId, changeId, note, by }: VerdictArgs, { ask, loaders, now }: Context): Promise<Incident> {
    const incident = await ask((store) => store.incident(incidentId));
    if (incident === undefined) throw badInput(`incidentId: no incident ${incidentId.slice(0, 80)} is known`);
    if (changeId !== undefined && !isSuspected(incident, changeId) && (await loaders.change.load(changeId)) === undefined) {
      throw badInput(`changeId: no change ${changeId.slice(0, 80)} is known, or it is no longer kept`);
    }
    const before = await loaders.feedback.load(incident.id);
    const read = feedbackOf({ incident, changeId, verdict, note, by }, now, before);
    if (!read.ok) throw badInput(read.error);
    if (isSaid(read.event, before)) return incident;
    const positions = await this.writer.append([{ kind: 'feedback', event: read.event }]);
    loaders.feedback.clear(incident.id);
    if (!(await this.writer.shown(positions))) {
      loaders.feedback.prime(incident.id, [...before, { ...read.event, askedFor: incident.id }]);
    }
    return incident;
  }
}
