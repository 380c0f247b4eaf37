import { cut } from '../../../provider/wording.js';
import { entitiesOfArn, entity } from '../arn.js';

/** What a dimension of a metric names, where it is one that lasts. */
const types: Readonly<Record<string, string>> = {
  FunctionName: 'lambda-function', DBInstanceIdentifier: 'db-instance', DBClusterIdentifier: 'db-cluster', QueueName: 'sqs-queue', TableName: 'dynamodb-table', AutoScalingGroupName: 'auto-scaling-group',
  BucketName: 's3-bucket', InstanceId: 'instance', CacheClusterId: 'cache-cluster', ReplicationGroupId: 'replication-group', TopicName: 'sns-topic', DistributionId: 'cloudfront-distribution', ApiName: 'api', ApiId: 'api',
  StreamName: 'kinesis-stream', RuleName: 'event-rule', FileSystemId: 'file-system', NatGatewayId: 'nat-gateway', VolumeId: 'volume', LoadBalancerName: 'load-balancer', WebACL: 'web-acl', LogGroupName: 'log-group',
  DomainName: 'opensearch-domain', EnvironmentName: 'beanstalk-environment', CertificateArn: 'certificate',
};
/** Names that are also a service's, where teams measure for themselves. */
const services = new Set(['Service', 'service', 'service.name', 'service_name']);

/** The lasting things that an alarm's metrics are about; a service that a metric names first. */
export const entitiesOfDimensions = (dimensions: ReadonlyMap<string, string>): string[] => {
  const cluster = dimensions.get('ClusterName');
  const found = [...dimensions].flatMap(([name, value]): string[] => {
    if (name === 'LoadBalancer') return [entity('load-balancer', value.split('/')[1] ?? value)];
    if (name === 'TargetGroup') return [entity('target-group', value.split('/')[1] ?? value)];
    if (name === 'ServiceName') return cluster === undefined ? [] : [entity('ecs-service', `${cluster}/${value}`)];
    if (value.startsWith('arn:')) return entitiesOfArn(value);
    return Object.hasOwn(types, name) ? [entity(types[name] ?? name, value)] : [];
  });
  const named = [...dimensions].flatMap(([name, value]) => (services.has(name) ? [`service:${cut(value, 400)}`] : []));
  return [...named, ...found].slice(0, 100);
};
