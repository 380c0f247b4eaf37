import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';

/** Nest has put the resolvers into the schema; Mercurius would put them in again, and lose enum values and the union's types by that. */
export class Driver extends MercuriusDriver {
  override async start({ resolvers: _built, ...options }: MercuriusDriverConfig): Promise<void> {
    await super.start(options as MercuriusDriverConfig);
  }
}
