import type { Provider } from '../provider/contract.js';
import { alertmanager } from './alertmanager/index.js';
import { argocd } from './argocd/index.js';
import { aws } from './aws/index.js';
import { azuredevops } from './azuredevops/index.js';
import { bitbucket } from './bitbucket/index.js';
import { cdevents } from './cdevents/index.js';
import { circleci } from './circleci/index.js';
import { cloudevents } from './cloudevents/index.js';
import { datadog } from './datadog/index.js';
import { flux } from './flux/index.js';
import { gcpMonitoring } from './gcp-monitoring/index.js';
import { gitea } from './gitea/index.js';
import { github } from './github/index.js';
import { gitlab } from './gitlab/index.js';
import { grafana } from './grafana/index.js';
import { jenkins } from './jenkins/index.js';
import { json } from './json/index.js';
import { launchdarkly } from './launchdarkly/index.js';
import { newrelic } from './newrelic/index.js';
import { opsgenie } from './opsgenie/index.js';
import { pagerduty } from './pagerduty/index.js';
import { pagerdutyChanges } from './pagerduty-changes/index.js';
import { pingdom } from './pingdom/index.js';
import { sentry } from './sentry/index.js';
import { split } from './split/index.js';
import { statuspage } from './statuspage/index.js';
import { terraformCloud } from './terraform-cloud/index.js';
import { zabbix } from './zabbix/index.js';

/** Every sender we understand; a folder beside this file each. */
export const providers: readonly Provider[] = [
  alertmanager,
  argocd,
  aws,
  azuredevops,
  bitbucket,
  cdevents,
  circleci,
  cloudevents,
  datadog,
  flux,
  gcpMonitoring,
  gitea,
  github,
  gitlab,
  grafana,
  jenkins,
  json,
  launchdarkly,
  newrelic,
  opsgenie,
  pagerduty,
  pagerdutyChanges,
  pingdom,
  sentry,
  split,
  statuspage,
  terraformCloud,
  zabbix,
];
