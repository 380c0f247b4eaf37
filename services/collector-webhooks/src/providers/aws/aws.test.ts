import { describe, expect, it } from '@jest/globals';
import { mergeChange, parseEvent, type Alert, type Change } from '@culprit/domain';
import { entitiesOfArn } from './arn.js';
import { normalize } from './normalize.js';
import { timeIn } from './place.js';
import { Settings } from './schema.js';
import { wordsOf } from './words.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown, settings: object = {}) => normalize({ headers: {}, body, endpoint: undefined, receivedAt, settings: Settings.parse(settings) });
const change = (body: unknown, settings?: object): Change => {
  const said = say(body, settings);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};
const alert = (body: unknown, settings?: object): Omit<Alert, 'environment'> & { environment?: string | undefined } => {
  const said = say(body, settings);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'alert') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};

const ACCOUNT = '123456789012';
const user = { type: 'IAMUser', userName: 'jane', arn: `arn:aws:iam::${ACCOUNT}:user/jane` };
const record = (source: string, eventName: string, requestParameters: object | null, more: object = {}) => ({
  eventVersion: '1.11', eventID: `${source}-${eventName}`, eventTime: '2026-01-15T10:00:00Z', eventSource: `${source}.amazonaws.com`, eventName, awsRegion: 'eu-west-1', recipientAccountId: ACCOUNT,
  userIdentity: user, readOnly: false, eventType: 'AwsApiCall', requestParameters, responseElements: null, ...more,
});
const bus = (type: string, source: string, detail: object, more: object = {}) => ({ version: '0', id: 'e1', 'detail-type': type, source, account: ACCOUNT, time: '2026-01-15T10:05:00Z', region: 'eu-west-1', resources: [], detail, ...more });

describe('a call', () => {
  it('is one change, from the bus, from a file of CloudTrail and through SNS', () => {
    const put = record('ssm', 'PutParameter', { name: '/checkout/pool', type: 'String', value: '5' });
    const onBus = bus('AWS API Call via CloudTrail', 'aws.ssm', put);
    const envelope = { Type: 'Notification', MessageId: 'm', TopicArn: `arn:aws:sns:eu-west-1:${ACCOUNT}:t`, Message: JSON.stringify(onBus), Timestamp: '2026-01-15T10:00:09.000Z' };
    const all = [put, onBus, { Records: [put] }, envelope, { Records: [{ EventSource: 'aws:sns', Sns: envelope }] }, [onBus]].map((body) => change(body));
    expect(all.map((each) => each)).toEqual(all.map(() => all[0]));
    expect(all[0]).toMatchObject({ kind: 'config', entities: ['aws:ssm-parameter/checkout/pool'], source: { instance: `${ACCOUNT}/eu-west-1` }, diff: [{ path: 'type' }, { path: 'value', after: '5' }] });
  });

  it.each([
    ['ec2', 'AuthorizeSecurityGroupIngress', { groupId: 'sg-0123456789abcdef0' }, 'infrastructure', ['aws:security-group/sg-0123456789abcdef0']],
    ['ec2', 'CreateRoute', { routeTableId: 'rtb-0123456789abcdef0', destinationCidrBlock: '0.0.0.0/0', gatewayId: 'igw-0123456789abcdef0' }, 'infrastructure', ['aws:route-table/rtb-0123456789abcdef0']],
    ['ec2', 'ReplaceNetworkAclEntry', { networkAclId: 'acl-0123456789abcdef0' }, 'infrastructure', ['aws:network-acl/acl-0123456789abcdef0']],
    ['iam', 'AttachRolePolicy', { roleName: 'checkout', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }, 'config', ['aws:iam-role/checkout', 'aws:iam-policy/ReadOnlyAccess']],
    ['secretsmanager', 'PutSecretValue', { secretId: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db/orders-AbCdEf` }, 'config', ['aws:secret/db/orders']],
    ['secretsmanager', 'PutSecretValue', { secretId: '[hidden]' }, 'config', [`aws:account/${ACCOUNT}`]],
    ['lambda', 'UpdateAlias20150331', { functionName: 'checkout', name: 'live', functionVersion: '42' }, 'deployment', ['aws:lambda-function/checkout']],
    ['lambda', 'UpdateFunctionConfiguration20150331v2', { functionName: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:checkout:live` }, 'config', ['aws:lambda-function/checkout']],
    ['rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', dBInstanceClass: 'db.t3.small' }, 'infrastructure', ['aws:db-instance/orders']],
    ['rds', 'ModifyDBClusterParameterGroup', { dBClusterParameterGroupName: 'shop' }, 'config', ['aws:db-cluster-parameter-group/shop']],
    ['elasticloadbalancing', 'ModifyTargetGroup', { targetGroupArn: `arn:aws:elasticloadbalancing:eu-west-1:${ACCOUNT}:targetgroup/checkout/73e2d6bc24d8a067` }, 'infrastructure', ['aws:target-group/checkout']],
    ['ecs', 'UpdateService', { cluster: `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/shop`, service: 'checkout', taskDefinition: 'checkout:18' }, 'deployment', ['aws:ecs-service/shop/checkout']],
    ['ecs', 'UpdateService', { service: `arn:aws:ecs:eu-west-1:${ACCOUNT}:service/shop/checkout`, desiredCount: 1 }, 'scaling', ['aws:ecs-service/shop/checkout']],
    ['eks', 'UpdateNodegroupConfig', { name: 'shop', nodegroupName: 'blue', scalingConfig: { desiredSize: 1 } }, 'scaling', ['aws:eks-nodegroup/blue']],
    ['eks', 'UpdateClusterVersion', { name: 'shop', version: '1.33' }, 'infrastructure', ['aws:eks-cluster/shop']],
    ['autoscaling', 'SetDesiredCapacity', { autoScalingGroupName: 'web', desiredCapacity: 2 }, 'scaling', ['aws:auto-scaling-group/web']],
    ['autoscaling', 'UpdateAutoScalingGroup', { autoScalingGroupName: 'web', maxSize: 2, minSize: 1 }, 'scaling', ['aws:auto-scaling-group/web']],
    ['application-autoscaling', 'RegisterScalableTarget', { resourceId: 'service/shop/checkout', minCapacity: 1 }, 'scaling', ['aws:ecs-service/shop/checkout']],
    ['dynamodb', 'UpdateTable', { tableName: 'orders', provisionedThroughput: { readCapacityUnits: 5 } }, 'scaling', ['aws:dynamodb-table/orders']],
    ['s3', 'PutBucketPolicy', { bucketName: 'assets', bucketPolicy: {} }, 'config', ['aws:s3-bucket/assets']],
    ['cloudfront', 'UpdateDistribution2020_05_31', { id: 'E123' }, 'infrastructure', ['aws:cloudfront-distribution/E123']],
    ['apigateway', 'CreateDeployment', { restApiId: 'a1b2c3' }, 'deployment', ['aws:api/a1b2c3']],
    ['kms', 'DisableKey', { keyId: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/dad21b23` }, 'config', ['aws:kms-key/dad21b23']],
    ['wafv2', 'UpdateWebACL', { name: 'shop', id: '1', scope: 'REGIONAL' }, 'config', ['aws:web-acl/shop']],
    ['events', 'DisableRule', { name: 'nightly' }, 'config', ['aws:event-rule/nightly']],
    ['states', 'UpdateStateMachine', { stateMachineArn: `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:orders` }, 'deployment', ['aws:state-machine/orders']],
    ['cloudformation', 'UpdateStack', { stackName: 'network' }, 'infrastructure', ['aws:cloudformation-stack/network']],
    ['codedeploy', 'CreateDeployment', { applicationName: 'web', deploymentGroupName: 'prod' }, 'deployment', ['aws:codedeploy-deployment-group/web/prod', 'aws:codedeploy-application/web']],
    ['newservice', 'UpdateWidget', { widgetName: 'w1', size: 3 }, 'infrastructure', ['aws:newservice-widget/w1']],
    ['newservice', 'ResetEverything', null, 'infrastructure', [`aws:account/${ACCOUNT}`]],
  ] as const)('%s %s', (source, name, parameters, kind, entities) => {
    const said = change(record(source, name, parameters));
    expect([said.kind, said.entities.slice(0, entities.length)]).toEqual([kind, entities]);
    expect(parseEvent('change', said).ok).toBe(true);
  });

  it('of a secret that is called by its name is found by the answer, for the house hides what stands under `secretId`', () => {
    const put = record('secretsmanager', 'PutSecretValue', { secretId: '[hidden]' }, { responseElements: { arn: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db/orders-AbCdEf` } });
    expect(change(put)).toMatchObject({ entities: ['aws:secret/db/orders'], title: 'Put secret value db/orders', diff: [{ path: 'secretId', redacted: true }] });
  });

  it('says why it is no change', () => {
    const why = (more: object, source = 'ec2', name = 'ModifyVpc') => {
      const said = say(record(source, name, {}, more));
      return said.is === 'skip' ? said.reason : said.is;
    };
    expect(why({ readOnly: true })).toContain('only reads');
    expect(why({ readOnly: undefined }, 'ec2', 'DescribeVpcs')).toContain('only reads');
    expect(why({ errorCode: 'AccessDenied' })).toContain('refused: AccessDenied');
    expect(why({ eventType: 'AwsConsoleSignIn' }, 'signin', 'ConsoleLogin')).toContain('sign-in');
    expect(why({ eventType: 'AwsServiceEvent' })).toContain('event of a service');
    expect(why({ eventCategory: 'Data' }, 's3', 'PutObject')).toContain('category Data');
    expect(why({}, 'logs', 'CreateLogStream')).toContain('daily traffic');
    expect(why({ userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' } }, 'ec2', 'CreateNetworkInterface')).toContain('in order');
    expect(say(bus('AWS Console Sign In via CloudTrail', 'aws.signin', {}))).toMatchObject({ is: 'skip' });
    expect(say(record('ec2', 'ModifyVpc', {}, { eventTime: 'soon' }))).toMatchObject({ is: 'reject', reason: expect.stringContaining('soon') });
  });
});

describe('who made it', () => {
  const by = (userIdentity: object, more: object = {}) => change(record('ec2', 'ModifyVpcAttribute', { vpcId: 'vpc-0123456789abcdef0' }, { userIdentity, ...more }));
  const role = (roleName: string, session: string, context: object = {}) =>
    ({ type: 'AssumedRole', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${roleName}/${session}`, sessionContext: { sessionIssuer: { type: 'Role', userName: roleName }, ...context } });

  it.each([
    ['a user', user, 'jane', 'human', undefined],
    ['a user that is a machine', { type: 'IAMUser', userName: 'ci-deployer' }, 'ci-deployer', 'automation', undefined],
    ['the root user', { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root` }, 'root', 'human', undefined],
    ['a person of Identity Center', role('AWSReservedSSO_Admin_0123456789abcdef', 'jane'), 'jane', 'human', undefined],
    ['a person by mail address', role('admin', 'jane@acme.example'), 'jane@acme.example', 'human', undefined],
    ['a person who said who they are', role('breakglass', 'jane', { sourceIdentity: 'jane' }), 'jane', 'human', undefined],
    ['a pipeline for somebody', role('deployer', 'GitHubActions', { sourceIdentity: 'jane' }), 'deployer/GitHubActions', 'automation', 'jane'],
    ['a pipeline by OIDC', role('deployer', 'checkout', { webIdFederationData: { federatedProvider: 'arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com' } }), 'deployer/checkout', 'automation', undefined],
    ['an instance', role('node', 'i-0123456789abcdef0'), 'node/i-0123456789abcdef0', 'automation', undefined],
    ['a function', role('cleanup-role', 'cleanup'), 'cleanup-role/cleanup', 'automation', undefined],
    ['a service', { type: 'AWSService', invokedBy: 'cloudformation.amazonaws.com' }, 'cloudformation.amazonaws.com', 'automation', undefined],
    ['a service for a person', { ...user, invokedBy: 'cloudformation.amazonaws.com' }, 'cloudformation.amazonaws.com', 'automation', 'jane'],
    ['Auto Scaling', { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }, 'autoscaling.amazonaws.com', 'autoscaler', undefined],
    ['Auto Scaling’s role', role('AWSServiceRoleForAutoScaling', 'AutoScaling'), 'AWSServiceRoleForAutoScaling', 'autoscaler', undefined],
    ['an identity center user', { type: 'IdentityCenterUser', onBehalfOf: { userId: '544894e8-80c1' } }, '544894e8-80c1', 'human', undefined],
    ['another account', { type: 'AWSAccount', accountId: '999999999999' }, 'account 999999999999', 'unknown', undefined],
  ])('is %s', (_, identity, name, kind, onBehalfOf) => {
    expect(by(identity).actor).toEqual({ name, kind, basis: 'audit', ...(onBehalfOf === undefined ? {} : { onBehalfOf }) });
  });

  it('clicked it, as CloudTrail says or the agent shows', () => {
    const clicked = (more: object): unknown => by(role('admin', 'jane'), more).attributes['console'];
    expect([{ sessionCredentialFromConsole: 'true' }, { sessionCredentialFromConsole: true }, { userAgent: 'console.ec2.amazonaws.com' }, { userAgent: 'Mozilla/5.0 (X11)' }, { userAgent: '[S3Console/0.4]' }, { eventType: 'AwsConsoleAction' }].map(clicked)).toEqual([true, true, true, true, true, true]);
    expect([{ userAgent: 'aws-cli/2.15.0' }, { userAgent: 'Boto3/1.26' }, {}].map(clicked)).toEqual([undefined, undefined, undefined]);
    expect(by(role('admin', 'jane'), { sessionCredentialFromConsole: 'true' }).actor).toMatchObject({ name: 'jane', kind: 'human' });
  });
});

describe('what it changed', () => {
  const diff = (source: string, name: string, parameters: object) => change(record(source, name, parameters)).diff;

  it('never shows a secret', () => {
    const secret = 'hunter2-hunter2';
    const all = [
      diff('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', masterUserPassword: secret }), diff('secretsmanager', 'PutSecretValue', { secretId: 'x', secretString: secret }),
      diff('ssm', 'PutParameter', { name: 'x', type: 'SecureString', value: secret }), diff('ssm', 'PutParameter', { name: 'x', value: secret }),
      diff('lambda', 'UpdateFunctionConfiguration20150331v2', { functionName: 'x', environment: { variables: { A: secret } } }), diff('ecs', 'RegisterTaskDefinition', { family: 'x', containerDefinitions: [{ name: 'a', environment: [{ name: 'A', value: secret }] }] }),
      diff('codebuild', 'UpdateProject', { name: 'x', environment: { environmentVariables: [{ name: 'A', value: secret }] } }), diff('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-0123456789abcdef0', userData: secret }),
      diff('elasticache', 'ModifyReplicationGroup', { replicationGroupId: 'x', authToken: secret }), diff('iam', 'CreateLoginProfile', { userName: 'x', password: secret }), diff('amplify', 'UpdateApp', { appId: 'x', environmentVariables: { A: secret }, accessToken: secret }),
      diff('newservice', 'PutThing', { deep: { tags: [{ key: 'db_password', value: secret }] } }),
    ];
    for (const entries of all) {
      expect(JSON.stringify(entries)).not.toContain('hunter2');
      expect(entries).toContainEqual({ path: expect.any(String), redacted: true });
    }
  });

  it('is what it set, and what was there where it takes away', () => {
    expect(diff('autoscaling', 'SetDesiredCapacity', { autoScalingGroupName: 'web', desiredCapacity: 5 })).toEqual([{ path: 'desiredCapacity', after: 5 }]);
    expect(diff('ec2', 'RevokeSecurityGroupIngress', { groupId: 'sg-0123456789abcdef0', ipPermissions: { items: [{ fromPort: 5432 }] } })).toEqual([{ path: 'ipPermissions.0.fromPort', before: 5432 }]);
    expect(diff('ec2', 'DeleteVpc', { vpcId: 'vpc-0123456789abcdef0' })).toEqual([]);
  });

  it('is cut where it would never end', () => {
    let deep: object = { leaf: 'x'.repeat(5000) };
    for (let i = 0; i < 40; i++) deep = { [`k${i}`]: deep };
    const entries = diff('newservice', 'PutThing', { deep, wide: Array.from({ length: 5000 }, (_, i) => ({ i })), big: 2n ** 70n });
    expect(entries.length).toBeLessThanOrEqual(100);
    expect(parseEvent('change', change(record('newservice', 'PutThing', { deep, big: 2n ** 70n }))).ok).toBe(true);
  });
});

describe('phases', () => {
  it('of a CloudFormation operation are one change, by its token', () => {
    const status = (word: string, time: string) => change(bus('CloudFormation Stack Status Change', 'aws.cloudformation', { 'stack-id': `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/network/1`, 'status-details': { status: word }, 'client-request-token': 't1' }, { time }));
    const all = [status('UPDATE_IN_PROGRESS', '2026-01-15T10:00:00Z'), status('UPDATE_ROLLBACK_IN_PROGRESS', '2026-01-15T10:01:00Z'), status('UPDATE_ROLLBACK_COMPLETE', '2026-01-15T10:02:00Z')];
    expect(all.map(({ phase }) => phase)).toEqual(['started', 'failed', 'rolled-back']);
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    const byCall = change(record('cloudformation', 'UpdateStack', { stackName: 'network', clientRequestToken: 't1' }));
    expect(byCall.identities).toEqual(all[0]?.identities);
  });

  it('of an ECS deployment are one change, and meet the call that began it', () => {
    const told = (eventName: string, updatedAt: string) => change(bus('ECS Deployment State Change', 'aws.ecs', { eventName, deploymentId: 'ecs-svc/1', updatedAt }, { resources: [`arn:aws:ecs:eu-west-1:${ACCOUNT}:service/shop/checkout`] }));
    const [a, b] = [told('SERVICE_DEPLOYMENT_IN_PROGRESS', '2026-01-15T10:00:00Z'), told('SERVICE_DEPLOYMENT_COMPLETED', '2026-01-15T10:04:00Z')];
    expect(mergeChange(a, b)).toMatchObject({ phase: 'succeeded', phases: [{ phase: 'started' }, { phase: 'succeeded' }] });
    const call = change(record('ecs', 'UpdateService', { cluster: 'shop', service: 'checkout', forceNewDeployment: true }, { responseElements: { service: { deployments: [{ id: 'ecs-svc/1' }] } } }));
    expect([call.identities, call.entities]).toEqual([['ecs:ecs-svc/1'], a.entities]);
  });

  it('of CodeDeploy meet, by the bus and by SNS', () => {
    const onBus = change(bus('CodeDeploy Deployment State-change Notification', 'aws.codedeploy', { deploymentId: 'd-1', application: 'web', deploymentGroup: 'prod', state: 'START' }));
    const bySns = change({ Type: 'Notification', MessageId: 'm', TopicArn: `arn:aws:sns:eu-west-1:${ACCOUNT}:t`, Timestamp: '2026-01-15T10:10:00Z', Message: JSON.stringify({ region: 'eu-west-1', accountId: ACCOUNT, eventTriggerName: 't', applicationName: 'web', deploymentId: 'd-1', deploymentGroupName: 'prod', createTime: '1768471200', completeTime: '1768471500.5', status: 'SUCCEEDED' }) });
    expect([bySns.id, bySns.phase, bySns.occurredAt, bySns.finishedAt]).toEqual([onBus.id, 'succeeded', '2026-01-15T10:00:00.000Z', '2026-01-15T10:05:00.500Z']);
  });
});

describe('an alarm', () => {
  const state = (value: string, timestamp: string, more: object = {}) => bus('CloudWatch Alarm State Change', 'aws.cloudwatch', { alarmName: 'cpu', state: { value, timestamp }, configuration: { metrics: [{ metricStat: { metric: { name: 'CPUUtilization', namespace: 'AWS/ECS', dimensions: { ClusterName: 'shop', ServiceName: 'checkout' } } } }] }, ...more });

  it('is the same by the bus and by SNS, and its end is of the same instance', () => {
    const fired = alert(state('ALARM', '2026-01-15T10:00:00.500+0000'));
    const sns = alert({ AlarmName: 'cpu', AWSAccountId: ACCOUNT, AlarmArn: `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:cpu`, NewStateValue: 'ALARM', StateChangeTime: '2026-01-15T10:00:00.500+0000', Region: 'EU (Ireland)' });
    const over = alert(state('OK', '2026-01-15T10:09:00.500+0000'));
    expect([sns.id, sns.fingerprint, over.fingerprint, over.status, over.endsAt]).toEqual([fired.id, fired.fingerprint, fired.fingerprint, 'resolved', '2026-01-15T10:09:00.500Z']);
    expect(fired).toMatchObject({ class: 'saturation', entities: ['aws:ecs-service/shop/checkout', 'aws:alarm/cpu'] });
  });

  it('without data neither fires nor ends', () => {
    expect(say(state('INSUFFICIENT_DATA', '2026-01-15T10:00:00Z'))).toMatchObject({ is: 'skip', reason: expect.stringContaining('INSUFFICIENT_DATA') });
  });

  it('takes service, severity and environment from its tags, and its environment from the account', () => {
    expect(alert(state('ALARM', '2026-01-15T10:00:00Z', { alarmTags: { Service: 'checkout', Severity: 'P1', env: 'staging' } }))).toMatchObject({ severity: 'critical', environment: 'staging', entities: expect.arrayContaining(['service:checkout']) });
    expect(alert(state('ALARM', '2026-01-15T10:00:00Z'), { accounts: { [ACCOUNT]: 'production' } }).environment).toBe('production');
  });
});

it('tells an ECS service’s trouble until it is steady again', () => {
  const action = (eventType: string, eventName: string) => alert(bus('ECS Service Action', 'aws.ecs', { eventType, eventName, createdAt: '2026-01-15T10:00:00Z' }, { resources: [`arn:aws:ecs:eu-west-1:${ACCOUNT}:service/shop/checkout`] }));
  const [bad, good] = [action('WARN', 'SERVICE_TASK_START_IMPAIRED'), action('INFO', 'SERVICE_STEADY_STATE')];
  expect([bad.status, good.status, bad.fingerprint === good.fingerprint, bad.expiresAfter]).toEqual(['firing', 'resolved', true, 'PT1H']);
});

it('reads what RDS says by SNS as what it says on the bus', () => {
  const onBus = change(bus('RDS DB Instance Event', 'aws.rds', { EventCategories: ['availability'], SourceType: 'DB_INSTANCE', SourceArn: `arn:aws:rds:eu-west-1:${ACCOUNT}:db:orders`, Date: '2026-01-15T10:00:00.123Z', SourceIdentifier: 'orders', Message: 'DB instance restarted', EventID: 'RDS-EVENT-0006' }));
  const bySns = change({ 'Event Source': 'db-instance', 'Event Time': '2026-01-15 10:00:00.123', 'Source ID': 'orders', 'Source ARN': `arn:aws:rds:eu-west-1:${ACCOUNT}:db:orders`, 'Event ID': 'http://docs.amazonwebservices.com/AmazonRDS/latest/UserGuide/USER_Events.html#RDS-EVENT-0006', 'Event Message': 'DB instance restarted' });
  expect([bySns.id, bySns.occurredAt, bySns.entities]).toEqual([onBus.id, '2026-01-15T10:00:00.123Z', ['aws:db-instance/orders']]);
});

it('reads Auto Scaling by SNS, and passes over its test', () => {
  const notice = { Service: 'AWS Auto Scaling', AutoScalingGroupName: 'web', AccountId: ACCOUNT, ActivityId: 'a1', StartTime: '2026-01-15T10:00:00.1Z', EndTime: '2026-01-15T10:00:40Z', Cause: 'a user request', EC2InstanceId: 'i-1' };
  expect(change({ ...notice, Event: 'autoscaling:EC2_INSTANCE_LAUNCH' })).toMatchObject({ kind: 'scaling', actor: { kind: 'autoscaler' }, occurredAt: '2026-01-15T10:00:00.100Z', finishedAt: '2026-01-15T10:00:40.000Z' });
  expect(alert({ ...notice, Event: 'autoscaling:EC2_INSTANCE_LAUNCH_ERROR' })).toMatchObject({ status: 'firing', expiresAfter: 'PT1H' });
  expect(say({ ...notice, Event: 'autoscaling:TEST_NOTIFICATION' })).toMatchObject({ is: 'skip' });
});

it('says of Health what has begun, not what is planned or only a notice', () => {
  const health = (detail: object) => bus('AWS Health Event', 'aws.health', { eventArn: 'arn:aws:health:eu-west-1::event/EC2/X/1', service: 'EC2', eventTypeCode: 'AWS_EC2_OPERATIONAL_ISSUE', eventTypeCategory: 'issue', eventRegion: 'eu-west-1', startTime: 'Thu, 15 Jan 2026 09:00:00 GMT', ...detail });
  const [open, closed] = [change(health({ statusCode: 'open', lastUpdatedTime: 'Thu, 15 Jan 2026 09:30:00 GMT' })), change(health({ statusCode: 'closed', endTime: 'Thu, 15 Jan 2026 10:00:00 GMT' }))];
  expect([open.id === closed.id, open.phase, closed.phase, closed.occurredAt, closed.finishedAt]).toEqual([true, 'started', 'succeeded', '2026-01-15T09:00:00.000Z', '2026-01-15T10:00:00.000Z']);
  expect(say(health({ eventTypeCategory: 'scheduledChange', startTime: 'Fri, 30 Jan 2026 02:00:00 GMT' }))).toMatchObject({ is: 'skip', reason: expect.stringContaining('planned') });
  expect(say(health({ eventTypeCategory: 'accountNotification' }))).toMatchObject({ is: 'skip' });
});

it.each([
  ['arn:aws:iam::1:role/team/deployer', ['aws:iam-role/deployer']], ['arn:aws:s3:::assets/key', ['aws:s3-bucket/assets']], ['arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/shop/50dc', ['aws:load-balancer/shop']],
  ['arn:aws-cn:lambda:cn-north-1:1:function:f:$LATEST', ['aws:lambda-function/f']], ['arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:uuid:autoScalingGroupName/web', ['aws:auto-scaling-group/web']], ['not an arn', []], ['arn:aws:newthing:eu-west-1:1:widget/w', ['aws:newthing-widget/w']],
])('%s is %j', (arn, entities) => {
  expect(entitiesOfArn(arn)).toEqual(entities);
});

it.each([
  ['2018-09-27 22:36:43.292', '2018-09-27T22:36:43.292Z'], ['Sep 1, 2017 4:12:29 PM', '2017-09-01T16:12:29.000Z'], ['Sat, 04 Jun 2016 05:01:10 GMT', '2016-06-04T05:01:10.000Z'], ['Tue Nov 03 19:40:23 UTC 2015', '2015-11-03T19:40:23.000Z'],
  ['2019-02-15T23:53:45.093+0000', '2019-02-15T23:53:45.093Z'], ['1446744207.564', '2015-11-05T17:23:27.564Z'], ['1970-01-01T00:00:00Z', undefined], ['soon', undefined], [null, undefined],
])('reads the time %s', (text, time) => {
  expect(timeIn(text)).toBe(time);
});

it('puts names into words', () => {
  expect(['UpdateFunctionCode20150331v2', 'ModifyDBParameterGroup', 'TargetResponseTime', 'HTTPCode_Target_5XX_Count'].map(wordsOf)).toEqual(['Update function code', 'Modify DB parameter group', 'Target response time', 'HTTP code target 5XX count']);
});

it('says what it does not take, and goes no deeper than anybody sends', () => {
  expect(say(bus('Scheduled Event', 'aws.events', {}))).toMatchObject({ is: 'skip', reason: expect.stringContaining('Scheduled Event') });
  for (const body of [{ 'CodePipeline.job': {} }, { configRuleId: 'x' }, { Step: 'createSecret', RotationToken: 'x' }, { Records: [{ eventSource: 'aws:s3' }] }]) expect(say(body)).toMatchObject({ is: 'skip' });
  let nested: unknown = { AlarmName: 'x' };
  for (let i = 0; i < 12; i++) nested = { Message: JSON.stringify(nested) };
  expect(say(nested)).toMatchObject({ is: 'reject' });
});
