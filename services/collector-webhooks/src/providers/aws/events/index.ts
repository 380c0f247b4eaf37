import { type Normalized, skip } from '../../../provider/contract.js';
import { cut } from '../../../provider/wording.js';
import type { Told } from '../place.js';
import * as alarm from './alarm.js';
import * as autoscaling from './autoscaling.js';
import * as cloudformation from './cloudformation.js';
import * as codedeploy from './codedeploy.js';
import * as ecs from './ecs.js';
import * as health from './health.js';
import * as image from './image.js';
import * as pipeline from './pipeline.js';
import * as rds from './rds.js';
import { passing, reading } from './read.js';

const rdsEvent = reading(rds.Event, rds.fromEvent);

/** What services of AWS say of themselves, by the bus's `detail-type`. */
const byType: Readonly<Record<string, (told: Told) => Normalized>> = {
  'CodeDeploy Deployment State-change Notification': reading(codedeploy.DeploymentState, codedeploy.fromDeployment),
  'CodeDeploy Instance State-change Notification': passing('an instance is no lasting thing, its deployment is told by itself'),
  'ECS Deployment State Change': reading(ecs.Deployment, ecs.fromDeployment),
  'ECS Service Action': reading(ecs.Action, ecs.fromAction),
  'ECS Task State Change': passing('a task is no lasting thing, its service is told by itself'),
  'ECS Container Instance State Change': passing('an instance is no lasting thing'),
  'EC2 Instance Launch Successful': reading(autoscaling.Activity, autoscaling.launched),
  'EC2 Instance Terminate Successful': reading(autoscaling.Activity, autoscaling.terminated),
  'EC2 Instance Launch Unsuccessful': reading(autoscaling.Activity, autoscaling.notLaunched),
  'EC2 Instance Terminate Unsuccessful': reading(autoscaling.Activity, autoscaling.notTerminated),
  'EC2 Instance-launch Lifecycle Action': passing('the launch is told when it is done'),
  'EC2 Instance-terminate Lifecycle Action': passing('the termination is told when it is done'),
  'EC2 Auto Scaling Instance Refresh Started': reading(autoscaling.Refresh, autoscaling.refreshing('started')),
  'EC2 Auto Scaling Instance Refresh Succeeded': reading(autoscaling.Refresh, autoscaling.refreshing('succeeded')),
  'EC2 Auto Scaling Instance Refresh Failed': reading(autoscaling.Refresh, autoscaling.refreshing('failed')),
  'EC2 Auto Scaling Instance Refresh Cancelled': reading(autoscaling.Refresh, autoscaling.refreshing('failed')),
  'EC2 Auto Scaling Instance Refresh Rollback Succeeded': reading(autoscaling.Refresh, autoscaling.refreshing('rolled-back')),
  'EC2 Auto Scaling Instance Refresh Rollback Failed': reading(autoscaling.Refresh, autoscaling.refreshing('failed')),
  'RDS DB Instance Event': rdsEvent,
  'RDS DB Cluster Event': rdsEvent,
  'RDS DB Parameter Group Event': rdsEvent,
  'RDS DB Security Group Event': rdsEvent,
  'RDS DB Proxy Event': rdsEvent,
  'RDS Blue Green Deployment Event': rdsEvent,
  'RDS DB Snapshot Event': passing('a snapshot changes nothing that runs'),
  'RDS DB Cluster Snapshot Event': passing('a snapshot changes nothing that runs'),
  'AWS Health Event': reading(health.Event, health.fromEvent),
  'CodePipeline Pipeline Execution State Change': reading(pipeline.Execution, pipeline.fromExecution),
  'CodePipeline Stage Execution State Change': passing('the pipeline and its deploying actions are told by themselves'),
  'CodePipeline Action Execution State Change': reading(pipeline.Action, pipeline.fromAction),
  'CodeBuild Build State Change': reading(pipeline.Build, pipeline.fromBuild),
  'CodeBuild Build Phase Change': passing('the build is told by itself'),
  'ECR Image Action': reading(image.Action, image.fromAction),
  'ECR Image Scan': passing('a scan changes nothing'),
  'CloudFormation Stack Status Change': reading(cloudformation.StackStatus, cloudformation.fromStatus),
  'CloudFormation Resource Status Change': passing('the stack is told by itself'),
  'CloudFormation Drift Detection Status Change': passing('a detection changes nothing'),
  'CloudWatch Alarm State Change': reading(alarm.StateChange, alarm.fromState),
  'CloudWatch Alarm Configuration Change': passing('it is the alarm that was changed, and CloudTrail tells by whom'),
};

export const fromService = (told: Told): Normalized => {
  const type = told.event['detail-type'];
  const read = Object.hasOwn(byType, type) ? byType[type] : undefined;
  return read === undefined ? skip(`${cut(told.event.source, 60)} "${cut(type, 100)}" is not one we take`) : read(told);
};
