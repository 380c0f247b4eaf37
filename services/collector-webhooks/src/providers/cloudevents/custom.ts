import { factId, type Change } from '@culprit/domain';
import type { CloudEvent } from '../../provider/cloudevent/read.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import type { Rule } from './schema.js';
import { wordAt } from './told.js';

const anyhow: Pick<Rule, 'phase'> & { as: 'custom' } = { as: 'custom', phase: 'succeeded' };

/** Any event as a change: by a rule where one fits, else by its subject, source and type alone. */
export const customChange = (event: CloudEvent, receivedAt: string, rule?: Rule & { as: Change['kind'] }): Change => {
  const { as, phase } = rule ?? anyhow;
  const word = (name: keyof Rule, max = 400): string | undefined => {
    const said = rule === undefined ? undefined : wordAt(event, rule[name]);
    return said === undefined ? undefined : cut(said, max);
  };
  const [service, entity, environment, version, commit, key] = [word('service'), word('entity'), word('environment'), word('version'), word('commit'), word('key')];
  const at = instant(event.time) ?? receivedAt;
  const actor = word('actor');
  const url = /^https?:\/\//i.test(word('url') ?? '') ? word('url', 4000) : undefined;
  const about = event.subject || event.source;
  return {
    id: factId('change', 'cloudevents', event.source, ...(key === undefined ? ['event', event.id] : ['key', key])),
    parser: 1,
    kind: as,
    phase,
    phases: [{ phase, at }],
    occurredAt: at,
    ...(phase === 'started' ? {} : { finishedAt: at }),
    updatedAt: at,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'cloudevents', instance: cut(event.source, 400), ...(url === undefined ? {} : { url }) },
    ...(environment === undefined ? {} : { environment }),
    services: [],
    entities: [...new Set([...(service === undefined ? [] : [`service:${service}`]), ...(entity === undefined ? [] : [entity]), ...(service === undefined && entity === undefined ? [`cloudevents:${cut(event.subject ? `${event.source}/${event.subject}` : event.source, 400)}`] : [])])],
    ...(actor === undefined ? {} : { actor: { name: actor, kind: 'unknown', basis: 'sender' } }),
    title: title(word('title', 1000) ?? `${event.type}: ${about}`),
    diff: [],
    ...(version === undefined && commit === undefined ? {} : { revision: { ...(commit === undefined ? {} : { commit }), ...(version === undefined ? {} : { version }) } }),
    identities: /^[0-9a-f]{40}$/.test(commit ?? '') ? [`commit:${commit}`] : [],
    links: url === undefined ? [] : [{ title: 'At its source', url }],
    attributes: { type: cut(event.type, 1000), source: cut(event.source, 1000), ...(event.subject ? { subject: cut(event.subject, 1000) } : {}) },
  };
};
