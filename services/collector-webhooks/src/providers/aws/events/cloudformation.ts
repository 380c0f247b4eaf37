import type { ChangePhase, Time } from '@culprit/domain';
import { z } from 'zod';
import { type Normalized, ok, skip } from '../../../provider/contract.js';
import { cut } from '../../../provider/wording.js';
import { arnOf, entity } from '../arn.js';
import { consolePage, inUrl, timeIn, type Place, type Told } from '../place.js';
import { changeAt } from '../statement.js';

export const StackStatus = z.object({
  'stack-id': z.string().min(1).max(1000), 'client-request-token': z.string().max(300).nullish(),
  'status-details': z.object({ status: z.string().min(1).max(100), 'status-reason': z.string().nullish() }),
});

const phaseOf = (status: string): ChangePhase | undefined => {
  if (status === 'REVIEW_IN_PROGRESS') return undefined;
  if (/ROLLBACK_(COMPLETE|COMPLETE_CLEANUP_IN_PROGRESS)$/.test(status)) return 'rolled-back';
  // What is on its way back has failed, whatever becomes of the way back.
  if (/ROLLBACK_IN_PROGRESS$|_FAILED$/.test(status)) return 'failed';
  if (/_COMPLETE(_CLEANUP_IN_PROGRESS)?$/.test(status)) return 'succeeded';
  return status.endsWith('_IN_PROGRESS') ? 'started' : undefined;
};
const verbs: Readonly<Record<string, string>> = { CREATE: 'Create', UPDATE: 'Update', DELETE: 'Delete', IMPORT: 'Import into', ROLLBACK: 'Roll back' };

interface Stack { readonly id: string; readonly token: string | undefined; readonly status: string; readonly reason: string | undefined; readonly at: Time }

/** The statuses of one operation on a stack, which its token names, are statements of one change. */
const operation = (place: Place, { id, token, status, reason, at }: Stack): Normalized => {
  const phase = phaseOf(status);
  if (phase === undefined) return skip(`CloudFormation status ${cut(status, 60)} changes nothing`);
  const arn = arnOf(id);
  const name = arn?.resource.split('/')[1] ?? id;
  const there = { ...place, account: arn?.account ?? place.account, region: arn?.region ?? place.region };
  return ok([changeAt(there, {
    kind: 'infrastructure', phase, key: ['cloudformation', id, token ?? at], title: `${verbs[status.split('_', 1)[0] ?? ''] ?? 'Change'} stack ${name}`, at, entities: [entity('cloudformation-stack', name)],
    identities: token === undefined ? [] : [`cloudformation:${token}`],
    page: { title: 'CloudFormation', url: consolePage(there.region, `cloudformation/home?region={region}#/stacks/events?stackId=${inUrl(id)}`) },
    attributes: { status, reason, operation: token, ...(token?.startsWith('Console-') ?? false ? { console: true } : {}) },
  })]);
};

export const fromStatus = (detail: z.output<typeof StackStatus>, told: Told): Normalized => operation(told, {
  id: detail['stack-id'], token: detail['client-request-token'] ?? undefined, status: detail['status-details'].status, reason: detail['status-details']['status-reason'] ?? undefined, at: told.at,
});

/** What a stack's notification says, line by line: `StackId='arn:…'`. Undefined where the text is none. */
export const stackLines = (text: string): Readonly<Record<string, string>> | undefined => {
  if (!text.startsWith('StackId=')) return undefined;
  return Object.fromEntries(text.slice(0, 100_000).split('\n').flatMap((line): [string, string][] => {
    const [, key = '', value = ''] = /^(\w{1,60})='(.*)'$/.exec(line) ?? [];
    return key === '' ? [] : [[key, value.slice(0, 2000)]];
  }));
};

export const fromLines = (lines: Readonly<Record<string, string>>, place: Place, sentAt: Time): Normalized => {
  if (lines['ResourceType'] !== 'AWS::CloudFormation::Stack' || lines['PhysicalResourceId'] !== lines['StackId']) return skip(`CloudFormation: ${cut(lines['ResourceType'] ?? 'a resource', 100)} inside a stack; the stack is told by itself`);
  const token = lines['ClientRequestToken'];
  return operation(place, {
    id: lines['StackId'] ?? '', token: token === undefined || token === '' || token === 'null' ? undefined : token, status: lines['ResourceStatus'] ?? '', reason: lines['ResourceStatusReason'], at: timeIn(lines['Timestamp']) ?? sentAt,
  });
};
