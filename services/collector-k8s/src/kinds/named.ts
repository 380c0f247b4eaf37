import type { Named } from './kind.js';
import { entityOf, type Meta } from './meta.js';
import type { PodTemplate } from './pods.js';

const NAME_KEYS = ['culprit.dev/service', 'backstage.io/kubernetes-id', 'tags.datadoghq.com/service', 'app.kubernetes.io/name'];
const DATADOG = 'tags.datadoghq.com/service';
const words = (text: string | undefined): string[] => (text ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '' && word.length <= 512);

/** `https://github.com/acme/api.git` → `acme/api`, as its webhooks name it. */
const repository = (url: string | undefined): string[] => {
  const path = /^(?:https:\/\/|git@)[^/:@\s]+[/:]([\w.-]+(?:\/[\w.-]+)+)\/?$/.exec(url ?? '')?.[1];
  return path === undefined ? [] : [path.replace(/\.git$/, '')];
};

/** The service that a workload runs, as its labels and annotations say; its own name where they are silent. */
export const namedBy = (kind: string, metadata: Meta, template: PodTemplate | undefined): Named => {
  const said = { ...template?.metadata?.labels, ...metadata.labels, ...metadata.annotations };
  const name = NAME_KEYS.map((key) => said[key]).find((value) => value !== undefined && value !== '') ?? metadata.name;
  const datadog = said[DATADOG];
  const owner = said['culprit.dev/owner'];
  return {
    name,
    aliases: [entityOf(metadata.namespace, kind, metadata.name), ...(datadog ? [`service:${datadog}`] : [])],
    dependsOn: words(said['culprit.dev/depends-on']),
    repositories: [...new Set([...words(said['culprit.dev/repository']), ...repository(said['org.opencontainers.image.source'])])],
    ...(owner ? { owner } : {}),
  };
};
