import { z } from 'zod';

// The fields we use of what AWS sends; everything else is let pass unread.
const word = z.string().max(2000);
const text = z.string().nullish();

/** What EventBridge puts around every event. */
export const BusEvent = z.object({
  id: z.string().max(200).nullish(),
  'detail-type': z.string().min(1).max(300),
  source: z.string().min(1).max(300),
  account: z.string().max(100).nullish(),
  time: z.union([z.string(), z.number()]).nullish(),
  region: z.string().max(100).nullish(),
  resources: z.array(word).nullish().catch(undefined),
  detail: z.record(z.string(), z.unknown()),
});
export type BusEvent = z.output<typeof BusEvent>;

const Issuer = z.object({ type: text, arn: word.nullish(), userName: word.nullish() });

export const UserIdentity = z.object({
  type: z.string().max(100).nullish(),
  principalId: word.nullish(),
  arn: word.nullish(),
  accountId: z.string().max(100).nullish(),
  userName: word.nullish(),
  invokedBy: word.nullish(),
  sessionContext: z.object({
    sessionIssuer: Issuer.nullish().catch(undefined),
    sourceIdentity: word.nullish(),
    webIdFederationData: z.object({ federatedProvider: word.nullish() }).nullish().catch(undefined),
  }).nullish().catch(undefined),
  onBehalfOf: z.object({ userId: word.nullish() }).nullish().catch(undefined),
});
export type UserIdentity = z.output<typeof UserIdentity>;

/** A record of CloudTrail. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export const TrailRecord = z.object({
  eventID: z.string().min(1).max(200),
  eventSource: z.string().min(1).max(200),
  eventName: z.string().min(1).max(200),
  eventTime: z.union([z.string(), z.number()]),
  eventType: z.string().max(100).nullish(),
  eventCategory: z.string().max(100).nullish(),
  awsRegion: z.string().max(100).nullish(),
  recipientAccountId: z.string().max(100).nullish(),
  userIdentity: UserIdentity.nullish(),
  userAgent: text,
  sourceIPAddress: text,
  readOnly: z.union([z.boolean(), z.string()]).nullish(),
  errorCode: text,
  errorMessage: text,
  requestParameters: z.unknown().optional(),
  responseElements: z.unknown().optional(),
  resources: z.array(z.object({ ARN: word.nullish(), type: text }).catch({})).nullish().catch(undefined),
  sessionCredentialFromConsole: z.union([z.boolean(), z.string()]).nullish(),
});
export type TrailRecord = z.output<typeof TrailRecord>;

/** What SNS posts, other than a raw delivery. */
export const Envelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().max(500),
  TopicArn: z.string().max(1000),
  Subject: z.string().nullish(),
  Message: z.string(),
  Timestamp: z.string().max(100),
  Token: z.string().max(10_000).nullish(),
  SubscribeURL: z.string().max(10_000).nullish(),
  SignatureVersion: z.string().max(10).nullish(),
  Signature: z.string().max(10_000).nullish(),
  SigningCertURL: z.string().max(2000).nullish(),
});
export type Envelope = z.output<typeof Envelope>;

export const Settings = z.object({
  topics: z.array(z.string()).default([]).describe('The ARNs of the SNS topics whose messages are taken. A signed message of one needs no token; none of another is taken. Empty: SNS needs the token.'),
  signatureVersion: z.enum(['1', '2']).default('1').describe('The lowest version of SNS signatures that is taken; `2` refuses those made with SHA-1.'),
  requireSignature: z.boolean().default(false).describe('Whether a message of SNS must be signed also where the token is right; raw deliveries are then refused.'),
  confirm: z.boolean().default(false).describe('Whether a subscription of one of `topics` is confirmed when SNS asks.'),
  accounts: z.record(z.string(), z.string()).default({}).describe('Which environment each account is: `"123456789012": production`.'),
});
export type Settings = z.output<typeof Settings>;
