/** What an annotation tells of its service, in the words in which senders name these things. */
export interface Hints {
  readonly aliases?: readonly string[];
  readonly owns?: readonly string[];
  readonly repositories?: readonly string[];
  readonly links?: readonly { readonly title: string; readonly url: string }[];
}

const words = (value: string): string[] => value.split(',').map((word) => word.trim()).filter((word) => word !== '' && word.length <= 400);
const owns = (prefix: string, suffix = '') => (value: string): Hints => ({ owns: words(value).map((word) => `${prefix}${word}${suffix}`) });
const repositories = (value: string): Hints => ({ repositories: words(value) });
const lastPart = (value: string): string => value.slice(value.lastIndexOf('/') + 1);

/** The labels by whose value a cluster's services are named; one that selects more than that name says too little. */
const naming = new Set(['culprit.dev/service', 'backstage.io/kubernetes-id', 'tags.datadoghq.com/service', 'app.kubernetes.io/name']);
const selected = (selector: string): Hints => {
  const [key, value, ...more] = selector.split('=').map((part) => part.trim()).filter((part) => part !== '');
  return key !== undefined && value !== undefined && more.length === 0 && naming.has(key) && /^[\w.-]{1,63}$/.test(value) ? { aliases: [value] } : {};
};

/** `url:https://github.com/acme/shop/tree/main/checkout/` → `acme/shop` */
const sourceRepository = (location: string): Hints => {
  const url = location.startsWith('url:') ? location.slice(4) : '';
  if (!URL.canParse(url)) return {};
  // what follows leads into the repository
  const parts = (new URL(url).pathname.split(/\/(?:-|tree|blob|src)\//)[0] ?? '').split('/').filter((part) => part !== '');
  return parts.length < 2 || parts.includes('_git') ? {} : { repositories: [parts.join('/').replace(/\.git$/, '').slice(0, 500)] };
};

const link = (title: string) => (value: string): Hints => (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) ? { links: [{ title, url: value }] } : {});

/** Every annotation that we read; all others mean nothing to us. Several services may name one thing, so such things are owned, not aliases. */
const table: Readonly<Record<string, (value: string) => Hints>> = {
  'github.com/project-slug': repositories,
  'gitlab.com/project-slug': repositories,
  'backstage.io/source-location': sourceRepository,
  'backstage.io/kubernetes-id': (value) => ({ aliases: words(value) }),
  'backstage.io/kubernetes-label-selector': selected,
  'argocd/app-name': owns('argocd:application/'),
  'pagerduty.com/service-id': owns('pagerduty:service/'),
  // several Jenkins are told apart by a name before a colon
  'jenkins.io/job-full-name': (value) => owns('jenkins:job/')(value.slice(value.indexOf(':') + 1)),
  'sentry.io/project-slug': (value) => owns('sentry:project/')(lastPart(value)),
  'launchdarkly.com/project-key': (value) => ({ owns: [...(owns('launchdarkly:flag/', '/*')(value).owns ?? []), ...(owns('launchdarkly:segment/', '/*')(value).owns ?? [])] }),
  // CircleCI itself says gh and bb
  'circleci.com/project-slug': (value) => owns('circleci:project/')(value.replace(/^github\//, 'gh/').replace(/^bitbucket\//, 'bb/')),
  'datadoghq.com/service': (value) => ({ aliases: words(value).map((word) => `service:${word}`) }),
  'datadoghq.com/service-name': (value) => ({ aliases: words(value).map((word) => `service:${word}`) }),
  'datadoghq.com/dashboard-url': link('Datadog'),
};

export const hintsOf = (annotations: Readonly<Record<string, string>>): Hints[] =>
  Object.entries(annotations).flatMap(([key, value]) => {
    const read = Object.hasOwn(table, key) ? table[key] : undefined;
    return read === undefined ? [] : [read(value.trim())];
  });

/** For the page that documents them. */
export const annotationsRead: readonly string[] = Object.keys(table);
