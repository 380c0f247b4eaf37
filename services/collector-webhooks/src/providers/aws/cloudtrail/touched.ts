import { HIDDEN } from '@culprit/domain';
import { entitiesOfArn, entity, kebab } from '../arn.js';
import { entityOfId } from '../ids.js';
import type { TrailRecord } from '../schema.js';

type Fields = Readonly<Record<string, unknown>>;

/** Which parameters of a service's calls name what is changed, and what that is; others only refer to something. */
const parameters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ec2: { keyName: 'key-pair', launchTemplateName: 'launch-template', prefixListId: 'prefix-list' },
  iam: { roleName: 'iam-role', userName: 'iam-user', groupName: 'iam-group', instanceProfileName: 'instance-profile', policyName: '', policyArn: 'arn', serverCertificateName: 'server-certificate', openIDConnectProviderArn: 'arn', sAMLProviderArn: 'arn' },
  ssm: { name: 'ssm-parameter', names: 'ssm-parameter', documentName: 'ssm-document' },
  secretsmanager: { name: 'secret', secretId: 'secret' },
  lambda: { functionName: 'lambda-function', layerName: 'lambda-layer', uUID: 'event-source-mapping', uuid: 'event-source-mapping', resource: 'arn' },
  rds: {
    dBInstanceIdentifier: 'db-instance', dBClusterIdentifier: 'db-cluster', dBParameterGroupName: 'db-parameter-group', dBClusterParameterGroupName: 'db-cluster-parameter-group', dBSubnetGroupName: 'db-subnet-group',
    optionGroupName: 'option-group', dBProxyName: 'db-proxy', globalClusterIdentifier: 'db-global-cluster', dBSecurityGroupName: 'db-security-group', resourceName: 'arn', dBSnapshotIdentifier: 'db-snapshot', dBClusterSnapshotIdentifier: 'db-cluster-snapshot',
    blueGreenDeploymentIdentifier: 'db-deployment',
  },
  route53: { hostedZoneId: 'hosted-zone', name: 'hosted-zone', healthCheckId: 'health-check' },
  elasticloadbalancing: { loadBalancerArn: 'arn', targetGroupArn: 'arn', listenerArn: 'arn', ruleArn: 'arn', resourceArns: 'arn', loadBalancerName: 'load-balancer', name: '' },
  ecs: { service: 'ecs-service', serviceName: 'ecs-service', cluster: 'ecs-cluster', clusterName: 'ecs-cluster', taskDefinition: 'ecs-task-definition', family: 'ecs-task-definition', resourceArn: 'arn' },
  eks: { name: 'eks-cluster', clusterName: 'eks-cluster', nodegroupName: 'eks-nodegroup', addonName: 'eks-addon', resourceArn: 'arn' },
  autoscaling: { autoScalingGroupName: 'auto-scaling-group', launchConfigurationName: 'launch-configuration' },
  dynamodb: { tableName: 'dynamodb-table', globalTableName: 'dynamodb-table', resourceArn: 'arn' },
  s3: { bucketName: 's3-bucket' },
  cloudfront: { id: 'cloudfront-distribution', distributionId: 'cloudfront-distribution', name: 'cloudfront-function' },
  apigateway: { restApiId: 'api', apiId: 'api', domainName: 'api-domain' },
  kms: { keyId: 'kms-key', aliasName: 'kms-alias', targetKeyId: 'kms-key' },
  wafv2: { name: 'web-acl', webACLArn: 'arn', resourceArn: 'arn' },
  events: { name: 'event-rule', rule: 'event-rule' },
  scheduler: { name: 'schedule' },
  states: { stateMachineArn: 'arn', name: 'state-machine' },
  cloudformation: { stackName: 'cloudformation-stack', stackSetName: 'cloudformation-stack-set' },
  monitoring: { alarmName: 'alarm', alarmNames: 'alarm', dashboardName: 'dashboard' },
  logs: { logGroupName: 'log-group' },
  elasticache: { cacheClusterId: 'cache-cluster', replicationGroupId: 'replication-group', cacheParameterGroupName: 'cache-parameter-group', serverlessCacheName: 'serverless-cache' },
  sqs: { queueUrl: 'sqs-queue', queueName: 'sqs-queue' },
  sns: { topicArn: 'arn', name: 'sns-topic' },
  kinesis: { streamName: 'kinesis-stream' },
  ecr: { repositoryName: 'ecr-repository' },
  elasticbeanstalk: { environmentName: 'beanstalk-environment', applicationName: 'beanstalk-application' },
  codedeploy: { applicationName: 'codedeploy-application', deploymentGroupName: '' },
  codebuild: { projectName: 'codebuild-project', name: 'codebuild-project' },
  codepipeline: { name: 'codepipeline', pipelineName: 'codepipeline' },
  acm: { certificateArn: 'arn' },
  cloudtrail: { name: 'trail', trailName: 'trail' },
  redshift: { clusterIdentifier: 'redshift-cluster', parameterGroupName: 'redshift-parameter-group' },
  opensearch: { domainName: 'opensearch-domain' },
  es: { domainName: 'opensearch-domain' },
  elasticfilesystem: { fileSystemId: 'file-system' },
  appconfig: { applicationId: 'appconfig-application', environmentId: '', configurationProfileId: '' },
  rolesanywhere: { name: 'rolesanywhere-profile', profileId: 'rolesanywhere-profile', trustAnchorId: 'trust-anchor' },
};

/** The lasting things that a call changed, in the words of its parameters; a call that names none is about its account. */
export const touchedBy = (record: TrailRecord, service: string, call: string): string[] => {
  const request = fieldsOf(record.requestParameters);
  const found = [
    ...special(service, call, request),
    ...fromParameters(service, call, request),
    ...(service === 'ec2' ? idsIn(call, request, record.responseElements) : []),
    ...(record.resources ?? []).flatMap(({ ARN }) => entitiesOfArn(ARN)),
    ...created(service, fieldsOf(record.responseElements)),
  ];
  if (found.length > 0) return [...new Set(found)].slice(0, 100);
  const [named] = Object.entries(request).flatMap(([key, value]) => (/(name|identifier|id)$/i.test(key) && isSaid(value) ? [entity(`${service}-${kebab(key.replace(/(Name|Identifier|Id)$/, '') || key)}`, value)] : []));
  return [named ?? entity('account', record.recipientAccountId ?? record.userIdentity?.accountId ?? 'unknown')];
};

/** A name that was taken for a secret, as AWS calls that of one, says nothing. */
const isSaid = (each: unknown): each is string => typeof each === 'string' && each !== '' && each !== HIDDEN;

export const fieldsOf = (value: unknown): Fields => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {});
const wordsIn = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter(isSaid).slice(0, 50);

const fromParameters = (service: string, call: string, request: Fields): string[] => {
  const known = Object.hasOwn(parameters, service) ? parameters[service] ?? {} : {};
  return Object.entries(request).flatMap(([key, value]) => {
    const type = Object.hasOwn(known, key) ? known[key] ?? '' : '';
    if (type === '' || onlyRefers(type, call, request)) return [];
    return wordsIn(value).flatMap((each) => {
      if (each.startsWith('arn:')) return entitiesOfArn(each);
      if (type === 'arn') return [];
      return specific(service, call, type, each, request);
    });
  });
};

/** The cluster that a service is in, and the definition that it shall run, are named, not changed. */
const onlyRefers = (type: string, call: string, request: Fields): boolean => {
  if (type === 'ecs-cluster') return /Service|Task/.test(call);
  if (type === 'ecs-task-definition') return !call.includes('TaskDefinition');
  return type === 'eks-cluster' && (request['nodegroupName'] !== undefined || request['addonName'] !== undefined);
};

/** Names that are only whole with another, or mean something else in one call. */
const specific = (service: string, call: string, type: string, name: string, request: Fields): string[] => {
  const cluster = lastPart(wordsIn(request['cluster'] ?? request['clusterName'])[0]);
  switch (type) {
    case 'ecs-service': return [entity(type, `${cluster ?? 'default'}/${lastPart(name) ?? name}`)];
    case 'ecs-task-definition': return [entity(type, name.split(':', 1)[0] ?? name)];
    case 'eks-nodegroup':
    case 'eks-addon': return [entity(type, cluster === undefined ? name : `${cluster}/${name}`)];
    case 'lambda-function': return [entity(type, name.split(':', 1)[0] ?? name)];
    case 'hosted-zone': return [entity(type, name.replace(/^\/?hostedzone\//, ''))];
    case 'sqs-queue': return [entity(type, lastPart(name) ?? name)];
    case 'web-acl': return [entity(/IPSet|RuleGroup|RegexPatternSet/.test(call) ? `waf-${kebab(/IPSet|RuleGroup|RegexPatternSet/.exec(call)?.[0] ?? 'rule').replace('ipset', 'ip-set')}` : type, name)];
    case 'event-rule': return service === 'events' && /Rule|Target/.test(call) ? [entity(type, name)] : [entity(`event-${kebab(call.replace(/^(Create|Update|Delete|Put|Start|Activate|Deactivate)/, '')) || 'bus'}`, name)];
    case 'ssm-parameter': return /Parameter/.test(call) ? [entity(type, name)] : [entity('ssm-document', name)];
    case 'cloudfront-distribution': return /Distribution|Invalidation/.test(call) ? [entity(type, name)] : [entity(`cloudfront-${kebab(call.replace(/^(Create|Update|Delete)/, ''))}`, name)];
    default: return [entity(type, name)];
  }
};

const lastPart = (text: string | undefined): string | undefined => (text === undefined ? undefined : text.slice(text.lastIndexOf('/') + 1));

/** What stands deeper than a parameter of its own. */
const special = (service: string, call: string, request: Fields): string[] => {
  if (service === 'route53' && call === 'ChangeResourceRecordSets') {
    const changes = fieldsOf(request['changeBatch'])['changes'];
    return (Array.isArray(changes) ? changes : []).slice(0, 50).flatMap((change: unknown) => wordsIn(fieldsOf(fieldsOf(change)['resourceRecordSet'])['name'])).map((name) => entity('record-set', name.replace(/\.$/, '')));
  }
  if (service === 'application-autoscaling') return wordsIn(request['resourceId']).map((id) => {
    const [sort = '', ...rest] = id.split('/');
    const type = { service: 'ecs-service', table: 'dynamodb-table', cluster: 'db-cluster', function: 'lambda-function' }[sort];
    return type === undefined ? entity('scalable-target', id) : entity(type, sort === 'function' ? (rest.join('/').split(':')[1] ?? rest.join('/')) : rest.join('/'));
  });
  if (service === 'elasticloadbalancing' && /^Create(LoadBalancer|TargetGroup)$/.test(call)) return wordsIn(request['name']).map((name) => entity(call === 'CreateLoadBalancer' ? 'load-balancer' : 'target-group', name));
  if (service === 'codedeploy') {
    const [application] = wordsIn(request['applicationName']);
    return application === undefined ? [] : wordsIn(request['deploymentGroupName']).map((group) => entity('codedeploy-deployment-group', `${application}/${group}`));
  }
  if (service === 'iam' && /^(Create|Delete)Policy$/.test(call)) return wordsIn(request['policyName']).map((name) => entity('iam-policy', name));
  return [];
};

/** Every id of EC2 in the request; in the answer only what was made, for the answer repeats whatever the thing is in. */
const idsIn = (call: string, request: Fields, response: unknown): string[] => {
  const asked = idsBelow(request, 0, call === 'RunInstances' || call.startsWith('Create') ? /^(vpcId|ResourceId|content|groupId|routeTableId|networkAclId|volumeId|resourceId)$/ : /./);
  const [made] = call.startsWith('Create') ? idsBelow(response, 0, new RegExp(`^(${call.slice('Create'.length).replace(/s$/, '').replace(/^./, (first) => first.toLowerCase()).slice(0, 40)}Id|groupId|item)$`)) : [];
  return [...(made === undefined ? [] : [made]), ...asked];
};

const idsBelow = (value: unknown, depth: number, keys: RegExp, key = ''): string[] => {
  if (depth > 8) return [];
  if (typeof value === 'string') {
    const found = keys.test(key) ? entityOfId(value) : undefined;
    return found === undefined ? [] : [found];
  }
  if (Array.isArray(value)) return value.slice(0, 50).flatMap((each: unknown) => idsBelow(each, depth + 1, keys, key));
  return Object.entries(fieldsOf(value)).slice(0, 100).flatMap(([name, each]) => idsBelow(each, depth + 1, keys, name));
};

/** The ARN of what a call made, where the answer has it and the request only a name, or none that is shown. */
const created = (service: string, response: Fields): string[] => {
  if (service === 'secretsmanager') return entitiesOfArn(response['arn'] ?? response['aRN'] ?? response['ARN']);
  if (service === 'elasticloadbalancing') return ['listeners', 'rules'].flatMap((key) => (Array.isArray(response[key]) ? response[key] : []).slice(0, 10).flatMap((each: unknown) => entitiesOfArn(fieldsOf(each)['listenerArn'] ?? fieldsOf(each)['ruleArn'])));
  return [];
};
