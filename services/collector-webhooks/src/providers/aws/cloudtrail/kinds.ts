import type { ChangeKind } from '@culprit/domain';

/** What sort of change a call is, by `service:name`; the first that fits counts. Names are those of the API, without the date that Lambda puts behind them. */
const kinds: readonly (readonly [RegExp, ChangeKind])[] = [
  [/^lambda:(UpdateFunctionCode|PublishVersion|PublishLayerVersion|(Create|Update|Delete)Alias|CreateFunction|DeleteFunction)$/, 'deployment'],
  [/^ecs:((Create|Update|Delete)Service|(De)?RegisterTaskDefinition|(Create|Update|Delete)TaskSet|UpdateServicePrimaryTaskSet)$/, 'deployment'],
  [/^(codedeploy:(CreateDeployment|StopDeployment|ContinueDeployment)|apigateway:(CreateDeployment|UpdateStage|CreateStage)|states:(Create|Update|Delete|Publish)StateMachine\w*|amplify:StartDeployment|apprunner:(StartDeployment|UpdateService)|elasticbeanstalk:(UpdateEnvironment|SwapEnvironmentCNAMEs|CreateApplicationVersion)|autoscaling:(StartInstanceRefresh|RollbackInstanceRefresh))$/, 'deployment'],
  [/^(autoscaling:(SetDesiredCapacity|ExecutePolicy|PutScheduledUpdateGroupAction|PutScalingPolicy|SuspendProcesses|ResumeProcesses|(At|De)tachInstances|EnterStandby|ExitStandby)|application-autoscaling:\w+|dynamodb:UpdateTableReplicaAutoScaling|lambda:(Put|Delete)(FunctionConcurrency|ProvisionedConcurrencyConfig)|kinesis:UpdateShardCount|eks:UpdateNodegroupConfig)$/, 'scaling'],
  [/^(ssm:(SendCommand|StartAutomationExecution)|ecs:(RunTask|StartTask)|batch:SubmitJob|glue:StartJobRun|codebuild:StartBuild|codepipeline:(StartPipelineExecution|PutApprovalResult)|states:StartExecution)$/, 'job'],
  [/^(ssm:\w*Parameters?|ssm:LabelParameterVersion|secretsmanager:\w+|rds:\w*(ParameterGroup|OptionGroup)\w*|elasticache:\w*ParameterGroup\w*|redshift:\w*ClusterParameterGroup\w*|lambda:\w*(Configuration|Config|Permission|EventSourceMapping)|events:\w+|monitoring:\w+|logs:\w+|appconfig:\w+|iam:\w+|kms:\w+|organizations:\w+|sns:\w+|sqs:\w+|s3:(Put|Delete)Bucket\w+|wafv2?:\w+|cognito-idp:\w+|scheduler:\w+)$/, 'config'],
  [/:(CreateTags|DeleteTags|TagResource|UntagResource|Add\w*Tags\w*|Remove\w*Tags\w*|Tag[A-Z]\w*|Untag[A-Z]\w*|CreateOrUpdateTags)$/, 'config'],
  [/^ecr:(PutImage|BatchDeleteImage)$/, 'code'],
];

/** What is set when nothing but size is. */
const sizes = new Set(['desiredCount', 'desiredCapacity', 'minSize', 'maxSize', 'honorCooldown', 'provisionedThroughput', 'scalingConfig', 'capacity']);
/** What only names what is meant. */
const naming = /(name|names|id|ids|arn|identifier|identifiers|cluster|service|clientToken|clientRequestToken|dryRun)$/i;

export const kindOf = (service: string, call: string, parameters: Readonly<Record<string, unknown>>): ChangeKind => {
  const set = Object.keys(parameters).filter((key) => !naming.test(key));
  if (set.length > 0 && set.every((key) => sizes.has(key)) && /^(ecs|autoscaling|dynamodb|eks):/.test(`${service}:`)) return 'scaling';
  return kinds.find(([pattern]) => pattern.test(`${service}:${call}`))?.[1] ?? 'infrastructure';
};
