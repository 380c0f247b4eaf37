import { faults } from '@culprit/domain';
import type { Said } from '../contract.js';
import { instant } from '../instant.js';
import { cut } from '../wording.js';
import { changeOf } from './change.js';
import { alertOf } from './incident.js';
import { meaningOf } from './meanings.js';
import { CdEvent, type Told } from './schema.js';

/** What one CDEvent means: an event, a reason not to take it, or what is wrong with it. */
export type Meant = { readonly is: 'said'; readonly said: Said } | { readonly is: 'passed'; readonly reason: string } | { readonly is: 'wrong'; readonly reason: string };

export const isCdEvent = (type: string): boolean => type.startsWith('dev.cdevents.');

export const meantBy = (body: unknown, receivedAt: string): Meant => {
  const read = CdEvent.safeParse(body);
  if (!read.success) return { is: 'wrong', reason: `not a CDEvent: ${cut(faults(read.error), 500)}` };
  const { context, subject } = read.data;
  const custom = /^dev\.cdeventsx\.([\w-]{1,100})\./.exec(context.type)?.[1];
  if (custom !== undefined) return { is: 'passed', reason: `a CDEvent of ${custom}'s own, ${cut(context.type, 100)}: send it to /cloudevents with a mapping` };
  // Early senders wrote `taskRun` where the specification has come to `taskrun`.
  const [, kind = '', predicate = ''] = /^dev\.cdevents\.([a-z]{1,60})\.([a-z]{1,60})(?:\.|$)/.exec(context.type.toLowerCase()) ?? [];
  if (kind === '') return { is: 'wrong', reason: `context.type ${cut(context.type, 100)} is no CDEvent's` };
  const at = instant(context.timestamp);
  if (at === undefined) return { is: 'wrong', reason: `context.timestamp is no time: ${cut(context.timestamp, 60)}` };
  const told: Told = { event: read.data, content: subject.content ?? {}, subject: kind, predicate, source: subject.source || context.source, at, receivedAt };
  if (kind === 'incident') {
    const said = alertOf(told);
    return typeof said === 'string' ? { is: 'passed', reason: said } : { is: 'said', said };
  }
  const meaning = meaningOf(told);
  return typeof meaning === 'string' ? { is: 'passed', reason: meaning } : { is: 'said', said: { kind: 'change', event: changeOf(told, meaning) } };
};
