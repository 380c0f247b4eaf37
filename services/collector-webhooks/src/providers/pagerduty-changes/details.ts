import type { ChangeKind, ChangePhase } from '@culprit/domain';
import { cut } from '../../provider/wording.js';

type Fields = Readonly<Record<string, unknown>>;

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[-_. ]/g, '');

const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? cut(value.trim(), 400) : undefined;
};

/** Reads the free fields of a change event, whatever case and dashes their names have. */
export const reader = (details: Fields) => {
  const all = new Map(Object.entries(details).slice(0, 200).map(([name, value]) => [plainName(name), value]));
  const raw = (...names: readonly string[]): unknown => names.map((name) => all.get(name)).find((value) => value !== null && value !== undefined && value !== '');
  return { raw, text: (...names: readonly string[]): string | undefined => names.map((name) => textOf(all.get(name))).find((value) => value !== undefined) };
};

/** A person as text, as an object, or as an object in a text, which is how Buildkite sends one. */
export const personIn = (value: unknown): string | undefined => {
  if (typeof value === 'string' && value.startsWith('{')) {
    try {
      return personIn(JSON.parse(value.slice(0, 2000)));
    } catch {
      return undefined;
    }
  }
  if (value !== null && typeof value === 'object') {
    const { text } = reader(Object.fromEntries(Object.entries(value)));
    return text('email', 'login', 'username', 'name', 'id');
  }
  return textOf(value);
};

/** `acme/checkout-api` of an address, or as it stands. */
export const repositoryIn = (value: string | undefined): string | undefined => {
  if (value === undefined) return undefined;
  const path = /^(?:[a-z+]{2,10}:\/\/[^/]{1,300}\/|[\w.-]{1,100}@[\w.-]{1,200}:)([\w./~-]{1,300})$/i.exec(value)?.[1] ?? (/^[\w.-]{1,100}(?:\/[\w.-]{1,100}){1,6}$/.test(value) ? value : undefined);
  return path?.replace(/\.git$/, '').replace(/^\/+|\/+$/g, '') || undefined;
};

/** `acme/checkout-api` of `ann pushed branch main from acme/checkout-api` and `[PR Merged - acme/checkout-api] Fix it`, as PagerDuty's own action writes them. */
export const repositoryOfSummary = (summary: string): string | undefined =>
  /^\S{1,100} pushed branch \S{1,300} from ([\w.-]{1,100}\/[\w.-]{1,100})$/.exec(summary)?.[1] ?? /^\[PR Merged - ([\w.-]{1,100}\/[\w.-]{1,100})\]/.exec(summary)?.[1];

const kinds: readonly (readonly [ChangeKind, RegExp])[] = [
  ['feature-flag', /feature[ -]?flag|\bflag\b|toggle/i],
  ['database-migration', /\bmigrat(e|ed|ion)/i],
  ['deployment', /\b(deploy(s|ed|ment|ing)?|releas(e|ed|ing)|roll(ed)?[ -]?(out|back)|promot(e|ed)|shipp?(ed)?)\b/i],
  ['infrastructure', /\b(terraform|pulumi|cloudformation|ansible|puppet|chef|helm)\b/i],
  ['code', /\b(pushed|merged?|pull request|commit(s|ted)?|pr merged)\b/i],
  ['config', /\b(config(uration)?|setting|secret|certificate|rotated)\b/i],
  ['job', /\b(build|pipeline|job|workflow)\b/i],
];

export const kindOf = (...words: readonly (string | undefined)[]): ChangeKind => {
  const text = cut(words.filter((word) => word !== undefined).join(' '), 1500);
  return kinds.find(([, pattern]) => pattern.test(text))?.[0] ?? 'custom';
};

/** What became of it, where a field or the beginning of the summary says so; else it has happened. */
export const phaseOf = (state: string | undefined, summary: string): ChangePhase => {
  const said = state ?? /^\[([\w ]{1,30})\]/.exec(summary)?.[1] ?? /\b(failed|failure|started|aborted|cancell?ed|rolled back)\b/i.exec(cut(summary, 300))?.[1] ?? '';
  if (/^(fail|err|abort|cancel|broken|unstable)/i.test(said)) return 'failed';
  if (/^(start|running|in[ _-]?progress|pending|queued)/i.test(said)) return 'started';
  return 'succeeded';
};
