import type { Provider } from '../../provider/contract.js';

/** Somebody lets a network into a security group, by the console. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    version: '0', id: `sample-${Date.parse(at)}`, 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.ec2', account: '123456789012', time: at, region: 'eu-west-1', resources: [],
    detail: {
      eventVersion: '1.11', eventID: `sample-${Date.parse(at)}`, eventTime: at, eventSource: 'ec2.amazonaws.com', eventName: 'AuthorizeSecurityGroupIngress', awsRegion: 'eu-west-1', readOnly: false, eventType: 'AwsApiCall',
      recipientAccountId: '123456789012', sourceIPAddress: '192.0.2.1', userAgent: 'Mozilla/5.0', sessionCredentialFromConsole: 'true',
      userIdentity: {
        type: 'AssumedRole', principalId: 'AROASAMPLE:jane@acme.example', arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jane@acme.example', accountId: '123456789012',
        sessionContext: { sessionIssuer: { type: 'Role', userName: 'AWSReservedSSO_Admin_0123456789abcdef' }, attributes: { mfaAuthenticated: 'true' } },
      },
      requestParameters: { groupId: 'sg-0123456789abcdef0', ipPermissions: { items: [{ ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } }] } },
      responseElements: { _return: true },
    },
  },
});
