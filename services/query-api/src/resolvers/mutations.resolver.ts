import { canonicalEnvironment, serviceIdentity, type ChangeKind, type Time } from '@culprit/domain';
import type { ChangeRow, ServiceRow } from '@culprit/ports';
import { Inject } from '@nestjs/common';
import { Mutation, Resolver } from '@nestjs/graphql';
import type { Context } from '../context.js';
import { badInput } from '../errors.js';
import { WRITER } from '../tokens.js';
import { recordedChange } from '../write/change.js';
import { decideMapping, type Mapping } from '../write/mapping.js';
import { catalogRow } from '../write/service-row.js';
import type { Writer } from '../write/writer.js';

interface MapArgs {
  readonly provider: string;
  readonly entity: string;
  readonly service: string;
  readonly environment?: string;
}
interface RecordArgs {
  readonly title: string;
  readonly services: readonly string[];
  readonly environment?: string;
  readonly kind?: ChangeKind;
  readonly occurredAt?: Time;
  readonly url?: string;
}

@Resolver()
export class MutationsResolver {
  constructor(@Inject(WRITER) private readonly writer: Writer) {}

  @Mutation()
  async mapEntity(_: unknown, args: MapArgs, { ask, now, given }: Context): Promise<ServiceRow> {
    const mapping = this.mapping({ ...given(args), environment: args.environment ?? undefined });
    const { known, service, positions } = await this.writer.inTurn(async () => {
      const catalog = await this.writer.catalog();
      const decided = decideMapping(catalog, mapping, Date.parse(now));
      if (!decided.ok) throw badInput(decided.reason);
      const written = await this.writer.append(decided.say.map((event) => ({ kind: 'service', event })));
      for (const event of decided.say) catalog.set(serviceIdentity(event), event);
      return { known: catalog, service: decided.service, positions: written };
    });
    const shown = await this.writer.shown(positions);
    const row = await ask((store) => store.service(service, mapping.environment, now)).catch(() => undefined);
    if (row === undefined) return catalogRow(known.values(), service, mapping.environment);
    return shown ? row : { ...row, aliases: [...new Set([...row.aliases, mapping.entity])].sort() };
  }

  @Mutation()
  async recordChange(_: unknown, args: RecordArgs, { loaders, now, given }: Context): Promise<ChangeRow> {
    const { title, services, kind = 'custom', occurredAt, url } = given(args);
    const read = recordedChange({ title, services, environment: this.environment(args.environment ?? undefined), kind, occurredAt, url: url?.trim() }, now);
    if (!read.ok) throw badInput(read.error);
    const positions = await this.writer.append([{ kind: 'change', event: read.event }]);
    const row = (await this.writer.shown(positions)) ? await loaders.change.load(read.event.id).catch(() => undefined) : undefined;
    return row ?? { ...read.event, mappedBy: 'sender' };
  }

  private mapping({ provider, entity, service, environment }: MapArgs): Mapping {
    const words = { provider: provider.trim(), entity, service: service.trim() };
    for (const [name, word] of Object.entries(words)) {
      if (word.trim() === '') throw badInput(`${name}: must not be empty`);
      if (word.length > 512) throw badInput(`${name}: at most 512 characters, not ${word.length}`);
    }
    return { ...words, environment: this.environment(environment) };
  }

  /** Its one name, as at the doors by which events come in. */
  private environment(said: string | undefined): string | undefined {
    if (said !== undefined && said.trim() === '') throw badInput('environment: must not be empty; leave it out for all of them');
    if (said !== undefined && said.length > 512) throw badInput('environment: at most 512 characters');
    return canonicalEnvironment(this.writer.environments, { environment: said });
  }
}
