/** One of the objects that a message lists: `Deployment/apps/webapp configured`, `Namespace/apps created`, `Deployment/apps/webapp changed (0 additions …)`. */
export interface Listed {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly did: string;
}

const LINE = /^([A-Za-z][A-Za-z0-9]{1,80})\/([a-z0-9][a-z0-9.:_-]{0,252})(?:\/([a-z0-9][a-z0-9.:_-]{0,252}))? (created|configured|deleted|changed|removed|added|unchanged|skipped)\b/;
const passing = new Set(['pod', 'job', 'replicaset', 'event', 'endpoints', 'endpointslice']);

/** What a change set or a drift report lists, a line each; the first thousand lines. */
export const listedIn = (message: string): Listed[] =>
  message.slice(0, 100_000).split('\n', 1000).flatMap((line): Listed[] => {
    const [, kind, first, second, did] = LINE.exec(line.trim()) ?? [];
    if (kind === undefined || first === undefined || did === undefined || did === 'unchanged' || did === 'skipped') return [];
    return [{ kind: kind.toLowerCase(), ...(second === undefined ? {} : { namespace: first }), name: second ?? first, did }];
  });

export const entityOf = ({ kind, namespace, name }: Listed): string => [...(namespace === undefined ? [] : [namespace]), kind, name].join('/');
export const isLasting = ({ kind }: Listed): boolean => !passing.has(kind);

/** The namespace that all of them are in, if it is one. */
export const onlyNamespace = (listed: readonly Listed[]): string | undefined => {
  const [first, ...others] = new Set(listed.flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace])));
  return others.length === 0 ? first : undefined;
};
