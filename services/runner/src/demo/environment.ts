import type { Env } from '../config/parse.js';

export interface Secrets {
  readonly github: string;
  readonly datadog: string;
}

/** The configuration of the demo: everything in one process on embedded parts. Ports and the directory may be moved, nothing else. */
export const environmentOf = (env: Env, directory: string, cluster: Env, secrets: Secrets): Env => ({
  ...Object.fromEntries(['QUERY_API_PORT', 'COLLECTOR_WEBHOOKS_PORT', 'ADMIN_PORT', 'LOG_LEVEL'].map((name) => [name, env[name]])),
  DATA_DIR: directory,
  // The story has no traces, and the usual port is often another collector's.
  COLLECTOR_OTEL_PORT: env['COLLECTOR_OTEL_PORT'] ?? '0',
  // A slow machine is waited for.
  QUERY_API_SECONDS: '30',
  COLLECTOR_WEBHOOKS_GITHUB_SECRETS: secrets.github,
  COLLECTOR_WEBHOOKS_DATADOG_TOKENS: secrets.datadog,
  ...cluster,
  COLLECTOR_K8S_CLUSTER: 'prod-eu',
  COLLECTOR_K8S_ENVIRONMENT: 'production',
  // A key of its own for each run would make the collector forget what hidden values were.
  COLLECTOR_K8S_REDACTION_KEY: 'the demo hides nothing',
});
