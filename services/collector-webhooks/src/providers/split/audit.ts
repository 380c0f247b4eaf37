import { factId, patternOf, type DiffEntry } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import type { Audit, Settings } from './schema.js';

/** A flag was defined otherwise. Its change number is the version that came of it, and rises. */
export const fromAudit = (audit: Audit, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const type = audit.type.toLowerCase() === 'split' ? 'flag' : audit.type.toLowerCase();
  if (type === 'metric') return skip('metric: no flag is evaluated otherwise');
  const at = instant(audit.time);
  if (at === undefined) return reject(`time is none: ${audit.time}`);
  const { name, environmentName, editor, link, previous, changeNumber } = audit;
  const environment = environmentOf(environmentName, settings);
  return ok([{
    kind: 'change',
    event: {
      id: factId('change', 'split', undefined, type, name, environmentName ?? '', changeNumber),
      parser: 1,
      kind: 'feature-flag',
      phase: 'succeeded',
      phases: [{ phase: 'succeeded', at }],
      occurredAt: at,
      finishedAt: at,
      updatedAt: at,
      observedAt: receivedAt,
      detectedBy: 'live',
      source: { provider: 'split', ...(link === undefined ? {} : { url: link }) },
      ...(environment === undefined ? {} : { environment }),
      services: [],
      entities: [`split:${type}/${name}`],
      ...(editor === undefined ? {} : { actor: { name: editor, kind: isMachine(editor) ? 'automation' as const : 'human' as const, basis: 'sender' as const } }),
      title: title(`${audit.title ?? whatHappened(audit)} ${type} ${name}${environmentName === undefined ? '' : ` in ${environmentName}`}`),
      diff: diffOf(previous?.definition, audit.definition),
      identities: type === 'flag' ? [`flag:split/${name}`] : [],
      links: link === undefined ? [] : [{ title: 'Split', url: link }],
      attributes: {
        changeNumber,
        ...(previous?.changeNumber === undefined ? {} : { previousChangeNumber: previous.changeNumber }),
        ...(audit.description === undefined ? {} : { description: audit.description }),
      },
    },
  }]);
};

/** What the settings call the environment, else its own name. */
export const environmentOf = (name: string | undefined, { environments }: Settings): string | undefined =>
  name === undefined ? undefined : Object.entries(environments).find(([pattern]) => patternOf(pattern)(name))?.[1] ?? name;

/** Keys of the API and applications edit too. */
const isMachine = (editor: string): boolean => /^(api[ _-]?key|admin[ _-]?api|integration|service[ _-]?account)\b/i.test(editor);

const KILLED = /\bkilled\b["\s:=]{1,5}true|^\s{0,10}killed\b/im;

const whatHappened = ({ description = '', previous, definition }: Audit): string => {
  if (/\bkill(ed)?\b/i.test(description) || (KILLED.test(definition ?? '') && !KILLED.test(previous?.definition ?? ''))) return 'Killed';
  if (/\bcreated\b/i.test(description) && previous === undefined) return 'Created';
  if (/\b(deleted|removed) (the )?(split|feature|flag)/i.test(description)) return 'Deleted';
  return 'Changed';
};

const LINES = 20;
const linesOf = (text: string | undefined): string[] => (text ?? '').slice(0, 100_000).split('\n', 2000).map((line) => line.trim()).filter((line) => line !== '');

/** The definition whole where it is short; else the lines that only one of the two has. */
const diffOf = (before: string | undefined, after: string | undefined): DiffEntry[] => {
  if (before === undefined && after === undefined) return [];
  if (before === after) return [];
  if ((before?.length ?? 0) <= 1500 && (after?.length ?? 0) <= 1500) return [{ path: 'definition', before: before ?? null, after: after ?? null }];
  const [was, is] = [linesOf(before), linesOf(after)];
  const [old, now] = [new Set(was), new Set(is)];
  const gone = was.filter((line) => !now.has(line)).slice(0, LINES).map((line) => cut(line, 200));
  const come = is.filter((line) => !old.has(line)).slice(0, LINES).map((line) => cut(line, 200));
  return [{ path: 'definition', before: gone, after: come }];
};
