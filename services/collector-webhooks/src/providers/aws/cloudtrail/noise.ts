import type { TrailRecord } from '../schema.js';

/** Calls that only look, by the first word of their name: for records that do not say it. */
const LOOKS = /^(Get|List|Describe|Head|Lookup|BatchGet|Search|Query|Scan|Select|Test|Validate|Check|Simulate|Preview|Estimate|Verify|Decrypt|Encrypt|GenerateDataKey|GenerateMac|GenerateRandom|Sign|AssumeRole|Assume|Filter|Detect|Discover|Poll|Receive|View|Download|Preview|Evaluate)/;

/** Writes that are the daily traffic of what runs, by service; they change no setting of anything. */
const traffic: Readonly<Record<string, RegExp>> = {
  logs: /^(CreateLogStream|PutLogEvents|DeleteLogStream|StartQuery|StopQuery|CreateExportTask)$/,
  monitoring: /^PutMetricData$/,
  ssm: /^(UpdateInstanceInformation|PutInventory|StartSession|ResumeSession|TerminateSession|UpdateInstanceAssociationStatus|PutComplianceItems|OpenDataChannel|CreateDataChannel|CreateControlChannel|OpenControlChannel|GetParameters?)$/,
  ecs: /^(Submit\w+StateChanges?|SubmitAttachmentStateChanges|DiscoverPollEndpoint|RegisterContainerInstance|UpdateContainerInstancesState|UpdateContainerAgent|StopTask|ExecuteCommand)$/,
  ecr: /^(InitiateLayerUpload|UploadLayerPart|CompleteLayerUpload|BatchCheckLayerAvailability|GetAuthorizationToken|StartImageScan)$/,
  kms: /^(CreateGrant|RetireGrant|Re[Ee]ncrypt\w*|Sign|GenerateDataKey\w*)$/,
  autoscaling: /^(CompleteLifecycleAction|RecordLifecycleActionHeartbeat|TerminateInstanceInAutoScalingGroup|SetInstanceHealth)$/,
  codedeploy: /^(PutLifecycleEventHookExecutionStatus|PollHostCommand|PutHostCommand\w*)$/,
  codepipeline: /^(AcknowledgeJob|PutJob\w+Result|PollForJobs)$/,
  states: /^(SendTask\w+|StartExecution|StartSyncExecution|StopExecution)$/,
  signin: /./,
  sts: /./,
  sso: /^(Federate|Logout|Authenticate|CreateToken)$/,
  'cognito-idp': /^(InitiateAuth|RespondToAuthChallenge|SignUp|ConfirmSignUp|ForgotPassword|ConfirmForgotPassword|GlobalSignOut|RevokeToken|ResendConfirmationCode|AdminInitiateAuth|AdminRespondToAuthChallenge|Token_POST|Login_\w+)$/,
  athena: /^(StartQueryExecution|StopQueryExecution)$/,
  'rds-data': /./,
  cloudshell: /./,
  health: /./,
  support: /./,
  notifications: /./,
  'resource-explorer-2': /./,
  'cost-optimization-hub': /./,
};

/** What services do to what they themselves keep: an interface of a function, a target of a load balancer. The call that made them do it is told. */
const KEEPING = /^(ec2:(CreateNetworkInterface|DeleteNetworkInterface|AttachNetworkInterface|DetachNetworkInterface|CreateNetworkInterfacePermission|RunInstances|TerminateInstances|CreateTags|DeleteTags|CreateFleet)|elasticloadbalancing:(Register|Deregister)\w+|logs:\w+|events:\w+|servicediscovery:(Register|Deregister)Instance|route53:ChangeResourceRecordSets|monitoring:(PutMetricAlarm|DeleteAlarms)|kms:\w+)$/;

/** Why a record of CloudTrail is no change; undefined where it may be one. */
export const passedOver = (record: TrailRecord, service: string, call: string): string | undefined => {
  const { eventType, readOnly, errorCode, eventCategory } = record;
  if (eventType === 'AwsConsoleSignIn') return 'a sign-in';
  if (eventType === 'AwsServiceEvent') return 'an event of a service, no call';
  if (eventType !== null && eventType !== undefined && eventType !== 'AwsApiCall' && eventType !== 'AwsConsoleAction') return `of type ${eventType.slice(0, 60)}`;
  if (readOnly === true || readOnly === 'true') return 'it only reads';
  if (errorCode) return `it was refused: ${errorCode.slice(0, 100)}`;
  if (eventCategory === 'Data' || eventCategory === 'NetworkActivity' || eventCategory === 'Insight') return `of category ${eventCategory}`;
  if (readOnly !== false && readOnly !== 'false' && LOOKS.test(call)) return 'it only reads';
  if (Object.hasOwn(traffic, service) && traffic[service]?.test(call) === true) return 'the daily traffic of what runs';
  const byService = record.userIdentity?.type === 'AWSService' || (record.userIdentity?.sessionContext?.sessionIssuer?.userName ?? '').startsWith('AWSServiceRoleFor');
  return byService && KEEPING.test(`${service}:${call}`) ? 'a service keeps its own in order' : undefined;
};
