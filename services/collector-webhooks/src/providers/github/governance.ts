import { factId, type DiffEntry } from '@culprit/domain';
import { editsOf, plain, told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, entitiesOf, instanceOf } from './repository.js';
import type { Governed } from './schema.js';
import type { Settings } from './settings.js';

type Fields = Readonly<Record<string, unknown>>;

/** A rule of what may be pushed or merged was changed: often the first step of a change that should not have been. */
export const fromRule = (governed: Governed, delivery: Delivery<Settings>): Normalized => {
  const rule = governed.rule ?? governed.repository_ruleset;
  const name = textOf(rule?.['name']);
  // A rule that was deleted tells when it was last changed, not when it went.
  const at = governed.action === 'deleted' ? undefined : instant(timeIn(rule, 'updated_at')) ?? instant(timeIn(rule, 'created_at'));
  return statement(governed, delivery, {
    title: `${governed.repository_ruleset ? 'Ruleset' : 'Branch protection'}${name ? ` of ${name}` : ''} ${cut(governed.action, 60)} in ${governed.repository.full_name}`,
    thing: textOf(rule?.['id']),
    at,
    diff: editsOf(governed.changes ?? {}, rule ?? {}),
    attributes: { rule: name },
  });
};

export const fromRepository = (governed: Governed, delivery: Delivery<Settings>): Normalized => {
  const { action, repository, changes } = governed;
  if (action === 'created') return skip(`repository ${action}: it runs nothing yet`);
  return statement(governed, delivery, {
    title: `Repository ${repository.full_name} ${cut(action, 60)}${action === 'edited' && changes ? `: ${Object.keys(changes).slice(0, 5).join(', ')}` : ''}`,
    thing: '',
    at: action === 'deleted' ? undefined : instant(repository.updated_at),
    diff: [...editsOf(changes ?? {}, repository), ...movedFrom(changes ?? {}, repository.full_name)],
    attributes: {},
  });
};

/** A rename tells `changes.repository.name.from`, a transfer `changes.owner.from.{user,organization}.login`. */
const movedFrom = (changes: Fields, now: string): DiffEntry[] => {
  const [owner = '', name = ''] = now.split('/');
  const renamed = inside(changes, 'repository', 'name', 'from');
  const old = inside(changes, 'owner', 'from', 'user', 'login') ?? inside(changes, 'owner', 'from', 'organization', 'login');
  return [
    ...(renamed === undefined || renamed === name ? [] : [{ path: 'name', before: plain(renamed), after: name }]),
    ...(old === undefined ? [] : [{ path: 'owner.login', before: plain(old), after: owner }]),
  ];
};

const statement = (
  { action, repository, sender }: Governed,
  { headers, receivedAt, settings }: Delivery<Settings>,
  what: { title: string; thing: string; at: string | undefined; diff: DiffEntry[]; attributes: Record<string, string> },
): Normalized => {
  const event = headers['x-github-event'] ?? '';
  const instance = instanceOf(repository);
  // Where nothing tells one edit from the next, the delivery does.
  const which = what.at ?? headers['x-github-delivery'] ?? receivedAt;
  return ok([told({
    id: factId('change', 'github', instance, event, what.thing, action, which),
    kind: 'config',
    phase: 'succeeded',
    began: what.at ?? receivedAt,
    source: { provider: 'github', instance, url: repository.html_url },
    entities: entitiesOf(repository, settings),
    actor: actorOf([sender]),
    title: what.title,
    diff: what.diff.filter(({ path }) => path !== 'owner'),
    links: [{ title: 'Repository', url: repository.html_url }],
    attributes: { event, action: cut(action, 60), ...what.attributes },
  }, receivedAt)]);
};

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? cut(String(value), 300) : '');

const timeIn = (fields: Fields | null | undefined, name: string): string | number | undefined => {
  const value = fields?.[name];
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
};

const inside = (value: unknown, ...path: readonly string[]): string | undefined => {
  const end = path.reduce<unknown>((at, key) => (at !== null && typeof at === 'object' && Object.hasOwn(at, key) ? (at as Fields)[key] : undefined), value);
  return typeof end === 'string' ? end : undefined;
};
