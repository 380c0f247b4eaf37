import { factId, type Actor, type Change, type ChangeKind, type ChangePhase, type DiffEntry, type Time } from '@culprit/domain';
import type { Said } from '../../provider/contract.js';
import { cut, title } from '../../provider/wording.js';
import { environmentOf, instanceOf, type Place } from './place.js';

export interface Statement {
  readonly kind: ChangeKind;
  readonly phase: ChangePhase;
  /** What names the fact in its account and region. */
  readonly key: readonly string[];
  readonly title: string;
  /** When the whole began, as far as this tells; `at` without it. */
  readonly began?: Time | undefined;
  /** When it came to this phase. */
  readonly at: Time;
  readonly entities: readonly string[];
  readonly actor?: Actor | undefined;
  readonly diff?: readonly DiffEntry[];
  readonly revision?: Change['revision'];
  readonly identities?: readonly string[];
  readonly page?: { readonly title: string; readonly url: string } | undefined;
  readonly attributes?: Readonly<Record<string, string | number | boolean | null | undefined>>;
}

/** A change somewhere in AWS. Account and region are attributes too: people look for them. */
export const changeAt = (place: Place, said: Statement): Said => {
  const instance = instanceOf(place);
  const occurredAt = said.began !== undefined && said.began < said.at ? said.began : said.at;
  const attributes = { account: place.account, region: place.region, ...said.attributes };
  return {
    kind: 'change',
    event: {
      id: factId('change', 'aws', instance, ...said.key),
      parser: 2,
      kind: said.kind,
      phase: said.phase,
      phases: [...(occurredAt < said.at ? [{ phase: 'started' as const, at: occurredAt }] : []), { phase: said.phase, at: said.at }],
      occurredAt,
      ...(said.phase === 'started' ? {} : { finishedAt: said.at }),
      updatedAt: said.at,
      observedAt: place.receivedAt,
      detectedBy: 'live',
      source: { provider: 'aws', ...(instance === undefined ? {} : { instance }), ...(said.page === undefined ? {} : { url: said.page.url }) },
      ...environmentOf(place),
      services: [],
      entities: [...new Set(said.entities)].slice(0, 200),
      ...(said.actor === undefined ? {} : { actor: said.actor }),
      title: title(said.title),
      diff: [...said.diff ?? []],
      ...(said.revision === undefined || Object.keys(said.revision).length === 0 ? {} : { revision: said.revision }),
      identities: [...new Set(said.identities ?? [])].slice(0, 100),
      links: said.page === undefined ? [] : [said.page],
      attributes: Object.fromEntries(
        Object.entries(attributes).flatMap(([name, value]): [string, string | number | boolean][] =>
          (value === undefined || value === null || value === '' ? [] : [[name, typeof value === 'string' ? cut(value, 1000) : value]])),
      ),
    },
  };
};
