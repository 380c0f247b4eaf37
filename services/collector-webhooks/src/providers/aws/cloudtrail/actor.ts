import type { Actor } from '@culprit/domain';
import { cut } from '../../../provider/wording.js';
import { arnOf } from '../arn.js';
import type { TrailRecord, UserIdentity } from '../schema.js';

/** Roles and principals by which services scale what is ours. */
const SCALES = /(^|\.)(application-)?autoscaling(-plans)?\.amazonaws\.com$|AWSServiceRoleFor(Application)?AutoScaling|karpenter|cluster-autoscaler/i;
/** Session names that programs choose: instances, SDKs, pipelines, numbers. */
const PROGRAM = /^(i-[0-9a-f]{8,17}$|\d{6,}$|[0-9a-f-]{16,}$|(aws-go-sdk|botocore|boto3?|aws-sdk|aws-cdk|cdk|terraform|pulumi|github-?actions?|gitlab|jenkins|circleci|(aws)?codebuild|codepipeline|codedeploy|(aws)?cloudformation|argo-?cd|flux|spinnaker|lambda|ecs|eks|session)([-_.\d]|$))/i;
const BOT = /(^|[-_.])(bots?|ci|cd|svc|service|robot|automation|terraform|jenkins|deploy(er|ment)?|pipeline|github-?actions?|gitlab|circleci|argo-?cd|ansible|pulumi)([-_.\d]|$)/i;
const MAIL = /^[^@\s]{1,100}@[^@\s]{1,200}\.[a-z]{2,20}$/i;
/** Roles that Identity Center makes for people. */
const SSO_ROLE = /^AWSReservedSSO_/;

const human = (name: string): Actor => ({ name: cut(name, 400), kind: 'human', basis: 'audit' });
const program = (name: string, behind?: string): Actor =>
  ({ name: cut(name, 400), kind: SCALES.test(name) ? 'autoscaler' : 'automation', basis: 'audit', ...(behind === undefined ? {} : { onBehalfOf: cut(behind, 400) }) });

export interface Who {
  readonly actor: Actor | undefined;
  /** The role through which it was done. */
  readonly role: string | undefined;
  readonly console: boolean;
}

/** Who made a call: the person behind an assumed role where one is to be seen, the service where one did it by itself. */
export const whoIn = (record: TrailRecord): Who => {
  const console = fromConsole(record);
  const identity = record.userIdentity ?? {};
  const role = identity.sessionContext?.sessionIssuer?.userName ?? arnOf(identity.sessionContext?.sessionIssuer?.arn)?.resource.split('/').at(-1) ?? undefined;
  const own = principal(identity, role, console);
  const { invokedBy } = identity;
  // A service that acts with somebody's session does it for them; `AWS Internal` names nobody.
  const service = invokedBy && invokedBy !== 'AWS Internal' && own?.name !== invokedBy ? invokedBy : undefined;
  const actor = service === undefined ? own : program(SCALES.test(role ?? '') ? role ?? service : service, own?.kind === 'human' ? own.name : own?.onBehalfOf);
  return { actor, role, console };
};

const principal = (identity: UserIdentity, role: string | undefined, console: boolean): Actor | undefined => {
  const behind = identity.onBehalfOf?.userId ?? undefined;
  switch (identity.type) {
    case 'Root': return human('root');
    case 'IAMUser': {
      const name = identity.userName ?? arnOf(identity.arn)?.resource.split('/').at(-1);
      if (!name) return undefined;
      return BOT.test(name) && !console ? program(name) : human(name);
    }
    case 'AssumedRole': return session(identity, role, console, behind);
    case 'FederatedUser':
    case 'SAMLUser':
    case 'IdentityCenterUser': return human(identity.userName ?? behind ?? arnOf(identity.arn)?.resource.split('/').at(-1) ?? identity.principalId ?? 'somebody federated');
    case 'WebIdentityUser': return program(identity.userName ?? identity.principalId ?? 'a web identity');
    case 'Role': return role === undefined ? undefined : program(role);
    case 'AWSService': return identity.invokedBy ? program(identity.invokedBy) : undefined;
    case 'AWSAccount': return identity.accountId ? { name: `account ${identity.accountId}`, kind: 'unknown', basis: 'audit' } : undefined;
    default: return identity.invokedBy ? program(identity.invokedBy) : identity.userName ? { name: cut(identity.userName, 400), kind: 'unknown', basis: 'audit' } : undefined;
  }
};

/** `assumed-role/<role>/<session name>`: whoever assumed it chose the name, and Identity Center puts the person there. */
const session = (identity: UserIdentity, role: string | undefined, console: boolean, behind: string | undefined): Actor | undefined => {
  const name = arnOf(identity.arn)?.resource.split('/').slice(2).join('/') || identity.principalId?.split(':')[1] || undefined;
  // Whom the first in a chain of roles said to be; nobody after can change it.
  const source = identity.sessionContext?.sourceIdentity ?? undefined;
  const person = source !== undefined && !PROGRAM.test(source) && !BOT.test(source) ? source : behind;
  if (name === undefined) return role === undefined ? undefined : program(role, person);
  const byPerson = SSO_ROLE.test(role ?? '') || console || name === person;
  const federated = identity.sessionContext?.webIdFederationData?.federatedProvider ?? undefined;
  if (MAIL.test(name) || (byPerson && !PROGRAM.test(name) && federated === undefined)) return human(MAIL.test(name) || person === undefined ? name : person);
  if (SCALES.test(role ?? '') || SCALES.test(name)) return program(SCALES.test(name) ? name : role ?? name);
  return program(role === undefined ? name : `${role}/${name}`, person);
};

const CONSOLE_AGENT = /^(console|signin|[\w-]+\.console|console\.[\w-]+)\.(aws\.amazon|amazonaws)\.com|^\[?(S3Console|AWSConsole)|^Mozilla\//i;

/** Whether somebody clicked it: CloudTrail says so of late, before it was to be seen by the agent. */
const fromConsole = ({ sessionCredentialFromConsole: said, userAgent, eventType }: TrailRecord): boolean =>
  said === true || said === 'true' || eventType === 'AwsConsoleAction' || CONSOLE_AGENT.test(cut(userAgent ?? '', 300));

const tools: readonly (readonly [string, RegExp])[] = [
  ['terraform', /terraform/i], ['pulumi', /pulumi/i], ['cdk', /aws-cdk/i], ['ansible', /ansible/i], ['crossplane', /crossplane/i], ['cloudformation', /^cloudformation\.amazonaws\.com/i], ['cli', /^aws-cli\//i], ['boto3', /^boto3?\//i],
  ['console', CONSOLE_AGENT],
];

/** The tool that made the call, by what it says of itself. */
export const toolOf = ({ userAgent }: TrailRecord): string | undefined => tools.find(([, pattern]) => pattern.test(cut(userAgent ?? '', 500)))?.[0];
