import { imageIdentities, type Change } from '@culprit/domain';
import { cut } from '../../../provider/wording.js';
import { fieldsOf } from './touched.js';

export interface Revised {
  readonly revision: NonNullable<Change['revision']>;
  /** What other tools and the services' own events call the same change by. */
  readonly identities: readonly string[];
}

const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? cut(value, 480) : undefined);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, 50) : []);

/** Images, versions and the ids of the deployments that a call began, from what it asked and what it was answered. */
export const revisedBy = (service: string, requestParameters: unknown, responseElements: unknown): Revised => {
  const request = fieldsOf(requestParameters);
  const response = fieldsOf(responseElements);
  const images: string[] = [];
  const identities: string[] = [];
  let version: string | undefined;
  if (service === 'ecs') {
    for (const container of list(request['containerDefinitions'])) images.push(...[word(fieldsOf(container)['image'])].filter((each) => each !== undefined));
    const definition = word(fieldsOf(response['taskDefinition'])['taskDefinitionArn']) ?? word(fieldsOf(response['service'])['taskDefinition']) ?? word(request['taskDefinition']);
    version = definition?.slice(definition.lastIndexOf('/') + 1);
    if (definition?.startsWith('arn:') ?? false) identities.push(`ecs:${version}`);
    const [first] = list(fieldsOf(response['service'])['deployments']);
    const deployment = word(fieldsOf(first)['id']);
    if (deployment !== undefined) identities.push(`ecs:${deployment}`);
  }
  if (service === 'lambda') {
    images.push(...[word(request['imageUri'])].filter((each) => each !== undefined));
    version = word(response['version']) ?? word(request['functionVersion']);
  }
  if (service === 'codedeploy') {
    const deployment = word(response['deploymentId']) ?? word(request['deploymentId']);
    if (deployment !== undefined) identities.push(`codedeploy:${deployment}`);
    const commit = word(fieldsOf(fieldsOf(request['revision'])['gitHubLocation'])['commitId']);
    if (/^[0-9a-f]{40}$/.test(commit ?? '')) identities.push(`commit:${commit}`);
  }
  if (service === 'codepipeline') {
    const execution = word(response['pipelineExecutionId']) ?? word(request['pipelineExecutionId']);
    if (execution !== undefined) identities.push(`codepipeline:${execution}`);
  }
  if (service === 'cloudformation') {
    const token = word(request['clientRequestToken']);
    if (token !== undefined) identities.push(`cloudformation:${token}`);
  }
  const plain = images.map((image) => image.replace(/^(index\.)?docker\.io\/(library\/)?/, ''));
  const digest = /@(sha256:[0-9a-f]{64})$/.exec(plain[0] ?? '')?.[1];
  return {
    revision: { ...(plain[0] === undefined ? {} : { image: plain[0] }), ...(digest === undefined ? {} : { digest }), ...(version === undefined ? {} : { version }) },
    identities: [...plain.flatMap(imageIdentities), ...identities],
  };
};
