import { cut } from '../../provider/wording.js';

export interface Arn {
  readonly service: string;
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly resource: string;
}

export const arnOf = (text: unknown): Arn | undefined => {
  if (typeof text !== 'string') return undefined;
  const [, service = '', region = '', account = '', resource = ''] = /^arn:[\w-]{1,20}:([\w-]{1,60}):([\w-]{0,60}):(\w{0,60}):(.{1,1500})$/s.exec(text) ?? [];
  return service === '' ? undefined : { service, region: region || undefined, account: account || undefined, resource };
};

export const entity = (type: string, id: string): string => cut(`aws:${type}/${id.replace(/^\/+/, '')}`, 480);

/** `first` of `first/rest` or `first:rest`, and what follows. */
const parted = (resource: string): readonly [string, string] => {
  const at = resource.search(/[/:]/);
  return at < 0 ? ['', resource] : [resource.slice(0, at), resource.slice(at + 1)];
};

type Namer = (id: string) => string[];
const named = (type: string): Namer => (id) => [entity(type, id)];
/** The last part of a path: `role/team/deployer` is called `deployer` in every call. */
const leaf = (type: string): Namer => (id) => [entity(type, id.slice(id.lastIndexOf('/') + 1))];
const first = (type: string): Namer => (id) => [entity(type, id.split(/[/:]/, 1)[0] ?? id)];

/** `app/my-lb/50dc/f2f7/9683`: a listener or rule is told with its load balancer, which is what people know. */
const underBalancer = (type: string): Namer => (id) => {
  const [, name = id, , ...own] = id.split('/');
  return [entity('load-balancer', name), ...(own.length > 0 ? [entity(type, `${name}/${own.join('/')}`)] : [])];
};
const balancer: Namer = (id) => {
  const [sort = '', name] = id.split('/');
  return [entity('load-balancer', ['app', 'net', 'gwy'].includes(sort) && name !== undefined ? name : sort)];
};

/** What the resources of an ARN are called here, by service and sort. */
const names: Readonly<Record<string, Readonly<Record<string, Namer>>>> = {
  ec2: {
    instance: named('instance'), 'security-group': named('security-group'), vpc: named('vpc'), subnet: named('subnet'), 'route-table': named('route-table'), 'network-acl': named('network-acl'),
    'launch-template': named('launch-template'), volume: named('volume'), snapshot: named('snapshot'), image: named('image'),
  },
  iam: { role: leaf('iam-role'), user: leaf('iam-user'), group: leaf('iam-group'), policy: leaf('iam-policy'), 'instance-profile': leaf('instance-profile'), 'oidc-provider': named('oidc-provider'), 'saml-provider': named('saml-provider') },
  ssm: { parameter: named('ssm-parameter'), document: named('ssm-document') },
  // A secret's ARN ends in six characters that nobody says.
  secretsmanager: { secret: (id) => [entity('secret', id.replace(/-[A-Za-z0-9]{6}$/, ''))] },
  lambda: { function: first('lambda-function'), layer: first('lambda-layer'), 'event-source-mapping': named('event-source-mapping') },
  rds: {
    db: named('db-instance'), cluster: named('db-cluster'), pg: named('db-parameter-group'), 'cluster-pg': named('db-cluster-parameter-group'), subgrp: named('db-subnet-group'), og: named('option-group'),
    'db-proxy': named('db-proxy'), snapshot: named('db-snapshot'), 'cluster-snapshot': named('db-cluster-snapshot'), secgrp: named('db-security-group'), deployment: named('db-deployment'),
  },
  route53: { hostedzone: named('hosted-zone') },
  elasticloadbalancing: { loadbalancer: balancer, targetgroup: first('target-group'), listener: underBalancer('listener'), 'listener-rule': underBalancer('listener-rule') },
  ecs: { service: named('ecs-service'), cluster: named('ecs-cluster'), 'task-definition': first('ecs-task-definition') },
  eks: { cluster: named('eks-cluster'), nodegroup: (id) => [entity('eks-nodegroup', id.split('/').slice(0, 2).join('/'))], addon: (id) => [entity('eks-addon', id.split('/').slice(0, 2).join('/'))] },
  autoscaling: { autoScalingGroup: (id) => [entity('auto-scaling-group', id.replace(/^.*autoScalingGroupName\//, ''))], launchConfiguration: (id) => [entity('launch-configuration', id.replace(/^.*launchConfigurationName\//, ''))] },
  dynamodb: { table: first('dynamodb-table') },
  cloudfront: { distribution: named('cloudfront-distribution'), function: named('cloudfront-function') },
  apigateway: { '': (id) => [entity('api', /(?:restapis|apis)\/([^/]{1,100})/.exec(id)?.[1] ?? id)] },
  kms: { key: named('kms-key'), alias: named('kms-alias') },
  wafv2: { regional: (id) => [entity('web-acl', id.split('/')[1] ?? id)], global: (id) => [entity('web-acl', id.split('/')[1] ?? id)] },
  events: { rule: leaf('event-rule'), 'event-bus': named('event-bus') },
  states: { stateMachine: first('state-machine') },
  cloudformation: { stack: first('cloudformation-stack'), stackset: (id) => [entity('cloudformation-stack-set', id.split(':', 1)[0] ?? id)] },
  cloudwatch: { alarm: named('alarm') },
  logs: { 'log-group': (id) => [entity('log-group', id.replace(/:\*$/, ''))] },
  elasticache: { cluster: named('cache-cluster'), replicationgroup: named('replication-group'), parametergroup: named('cache-parameter-group') },
  elasticbeanstalk: { environment: named('beanstalk-environment'), application: named('beanstalk-application') },
  ecr: { repository: named('ecr-repository') },
  codebuild: { project: named('codebuild-project') },
  codedeploy: { application: named('codedeploy-application'), deploymentgroup: named('codedeploy-deployment-group') },
  kinesis: { stream: named('kinesis-stream') },
  kafka: { cluster: first('kafka-cluster') },
  acm: { certificate: named('certificate') },
  cloudtrail: { trail: named('trail') },
};
/** Services whose ARNs end in the name and nothing else. */
const nameless: Readonly<Record<string, string>> = { s3: 's3-bucket', sqs: 'sqs-queue', sns: 'sns-topic', codepipeline: 'codepipeline', codecommit: 'codecommit-repository' };

/** The lasting things that an ARN names, in the words that calls use for them. */
export const entitiesOfArn = (text: unknown): string[] => {
  const arn = arnOf(text);
  if (arn === undefined) return [];
  const { service, resource } = arn;
  const plain = Object.hasOwn(nameless, service) ? nameless[service] : undefined;
  if (plain !== undefined) return [entity(plain, resource.split(/[/:]/, 1)[0] ?? resource)];
  const [sort, id] = parted(resource);
  const sorts = Object.hasOwn(names, service) ? names[service] : undefined;
  const namer = sorts !== undefined && Object.hasOwn(sorts, sort) ? sorts[sort] : undefined;
  if (namer !== undefined) return namer(id);
  return [entity(sort === '' ? service : `${service}-${kebab(sort)}`, id)];
};

export const kebab = (text: string): string => text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
