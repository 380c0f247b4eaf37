import { factId, type DiffEntry } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { plain } from '../../provider/plain.js';
import { cut, title } from '../../provider/wording.js';
import { environmentOf } from './audit.js';
import type { AdminAudit, Settings } from './schema.js';

/** Of what administrators change, what clients of flags may feel. */
const felt = /^(environment|workspace|project|api_key|apikey|sdk_api_key|traffic_type|split|feature_flag|flag|segment|large_segment|rule_based_segment|flag_set|rollout_status|experiment)s?$/;
const secret = /key|token|secret|password|credential|url|header/i;

export const fromAdminAudit = (audit: AdminAudit, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const [type = '', did = 'changed'] = audit.auditLogType.split('.', 2);
  if (!felt.test(type.toLowerCase())) return skip(`${cut(audit.auditLogType, 100)}: no client of a flag feels it`);
  const at = instant(audit.createdAt);
  if (at === undefined) return reject(`createdAt is no time: ${audit.createdAt}`);
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? cut(value, 300) : undefined);
  const name = audit.currentObject?.name ?? text(audit.changes?.['name']?.from) ?? text(audit.changes?.['name']?.to) ?? audit.currentObject?.id;
  const kind = type.toLowerCase().replaceAll('_', '-');
  const flag = /^(split|feature-flag|flag)s?$/.test(kind);
  const environment = environmentOf(/^environments?$/.test(kind) ? name : audit.currentObject?.environmentName ?? audit.currentObject?.environment, settings);
  const { editor } = audit;
  return ok([{
    kind: 'change',
    event: {
      id: factId('change', 'split', undefined, 'admin', audit.id),
      parser: 1,
      kind: flag || kind.includes('segment') ? 'feature-flag' : 'config',
      phase: 'succeeded',
      phases: [{ phase: 'succeeded', at }],
      occurredAt: at,
      finishedAt: at,
      updatedAt: at,
      observedAt: receivedAt,
      detectedBy: 'live',
      source: { provider: 'split' },
      ...(environment === undefined ? {} : { environment }),
      services: [],
      entities: name === undefined ? [] : [`split:${flag ? 'flag' : kind}/${name}`],
      ...(editor === undefined ? {} : { actor: { name: editor.name ?? editor.id ?? 'unknown', kind: editor.type === undefined || /user/i.test(editor.type) ? 'human' as const : 'automation' as const, basis: 'sender' as const } }),
      title: title(`${kind} ${name ?? ''} ${did}`.replaceAll(/ {2,}/g, ' ')),
      diff: diffOf(audit),
      identities: flag && name !== undefined ? [`flag:split/${name}`] : [],
      links: [],
      attributes: { auditLogType: audit.auditLogType, entry: audit.id },
    },
  }]);
};

const diffOf = ({ changes, auditLogType }: AdminAudit): DiffEntry[] =>
  Object.entries(changes ?? {}).slice(0, 50).map(([path, { from, to }]): DiffEntry =>
    (secret.test(path) || /key/i.test(auditLogType) ? { path, redacted: true } : { path, before: plain(from) ?? null, after: plain(to) ?? null }));
