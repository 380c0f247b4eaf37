import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { bareEvent, redactEvent } from './event.js';
import { namesIdentifier, namesSecret } from './names.js';
import { holdsSecret, redact, withoutSecrets } from './redact.js';

describe('a name', () => {
  it.each(['password', 'DB_PASSWORD', 'db_pass', 'apiKey', 'X-Api-Key', 'APIKEY', 'routing_key', 'clientSecret', 'accessKeyId', 'Token', 'sessionToken', 'SubscribeURL', 'meta.unsubscribe', 'Authorization', 'secret_id'])(
    '%s is of a secret', (name) => expect(namesSecret(name)).toBe(true));
  it.each(['author', 'keys_url', 'key', 'pass', 'private', 'secret_scanning', 'secretName', 'SecretARN', 'access_tokens_url', 'sessionContext', 'tokenizer', 'SignatureVersion', 'compass', 'signature_requirement_enforcement_level', 'token_policy', 'client-request-token', 'clientRequestToken', ''])(
    '%s is not', (name) => expect(namesSecret(name)).toBe(false));
  it('of an identifier is known', () => expect(['node_id', 'entityGuid', 'id', 'commit', 'functionName', 'title', 'message', 'link'].map(namesIdentifier)).toEqual([true, true, true, true, true, false, false, false]));
});

describe('a text', () => {
  it.each([
    ['deploy 1.2 with token=abc', 'deploy 1.2 with token=[hidden]'],
    ['psql postgres://app:hunter2@db/shop', 'psql postgres://[hidden]@db/shop'],
    ['password: hunter2, then go', 'password: [hidden], then go'],
    ['say "password": "a b c" twice', 'say "password": "[hidden]" twice'],
    ['curl -H "Authorization: Bearer abc123def456"', 'curl -H "Authorization: Bearer [hidden]"'],
    ['https://sqs.example/?X-Amz-Signature=abcdef&x=1', 'https://sqs.example/?X-Amz-Signature=[hidden]&x=1'],
    ['post to https://hooks.slack.com/services/T0/B0/x now', 'post to https://[hidden] now'],
    ['key AKIAIOSFODNN7EXAMPLE leaked', 'key [hidden] leaked'],
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '[hidden]'],
    ['a -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- b', 'a [hidden] b'],
    ['{"a":{"apiKey":"x"},"n":12345678901234567890}', '{"a":{"apiKey":"[hidden]"},"n":12345678901234567890}'],
  ])('%s', (text, shown) => {
    expect(withoutSecrets(text)).toBe(shown);
    expect(holdsSecret('', text)).toBe(true);
  });

  it.each([
    'Fix token refresh', 'fix(token): handle expiry', 'password reset page', 'Merge pull request #12 from acme/api-keys', 'mailto:jesse2@example.com', 'Jesse_Suen@users.noreply.github.com', 'git@github.com:acme/app.git',
    'ssh://git@github.com/acme/app.git', 'https://github.com/Codertocat/Hello-World/commit/6113728f27ae82c7b1a177c8d03f9e96e0adf246', 'sha256:2d4b868761cb749d44fd7a1fecb1ac60fd0dc755f434aba44cf1d0746260c532',
    'acme/api:v1@sha256:2d4b868761cb749d44fd7a1fecb1ac60fd0dc755f434aba44cf1d0746260c532', 'arn:aws:secretsmanager:us-east-1:123837392027:secret:db-2aONLk', 'AWSReservedSSO_AdministratorAccess_0123456789abcdef',
    '-Djava.net.preferIPv4Stack=true', 'run-qJ4uPAnGJkhFyCZY', 'UpdateFunctionConfiguration20150331v2', 'MyStack-MyFunction3C1BCB1F-QTvJ7XoQrG2e', 'MXxBUE18QVBQTElDQVRJT058MTIzNDU2Nzg', 'https://dev.azure.com/a/branchCompare?baseVersion=GCaad331d8d3b131fa9ae03cf5e53965b51942618a', 'circleci/89xcrx7UvWQfzcUPAEmu5Q/63AY3yf3XeUQojmQcGZTtB', '2026-01-15T10:00:00.000Z', 'Basic authentication failed', 'RunInstancesWithUserData2ForCheckout',
    "ClientRequestToken='Console-UpdateStack-7f0a'", '5023c10b-bef3-41c3-bf53-686c4e34ee9e', 'kube-system/deployment/CoreDns-Autoscaler-V2', '{"not": json}', '01CHQ6PMG6U6MJ5GD0QWIH9NFL',
  ])('%s stays', (text) => {
    expect(withoutSecrets(text)).toBe(text);
    expect(holdsSecret('', text)).toBe(false);
  });

  it('under a name of secrets is hidden, but for what somebody else has hidden, and for what the secret is called', () => {
    expect(redact({ token: 'a', api_key: '(redacted)', password: '********', secret: { name: 'deploy key', _id: 'abc', value: 'x', more: [1] }, secretId: 'arn:aws:secretsmanager:eu:1:secret:a' })).toEqual(
      { token: '[hidden]', api_key: '(redacted)', password: '********', secret: { name: 'deploy key', _id: 'abc', value: '[hidden]', more: ['[hidden]'] }, secretId: 'arn:aws:secretsmanager:eu:1:secret:a' });
  });

  const evil = ['a', 'A1b', '://', 'password', 'password=', '-', 'a:b@', 'Bearer ', '-----BEGIN ', 'eyJ', '"token":"', '\\', 'token:', 'token \\"', '?_key=', ' ', '--token ', "'", '%', ':', 'QUtJ', '{"', '/', '@', 'secret="\\', '-----BEGIN A-----END '];
  it.each(evil)('made of %s without end is looked through in a moment', (part) => {
    const text = part.repeat(Math.ceil(100_000 / part.length));
    // the best of three: the machine has other things to do, and may be slow; what looks at each again for each takes many seconds
    const took = [1, 2, 3].map(() => {
      const began = process.cpuUsage();
      redact({ a: text, b: `password="${text}`, c: `${text}@` });
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
    });
    expect(Math.min(...took)).toBeLessThan(2_500);
  });
});

describe('an event', () => {
  const change = (over: object): CulpritEvent => ({
    kind: 'change',
    event: {
      id: 'c', parser: 1, updatedAt: '2026-01-15T10:00:00.000Z', source: { provider: 'x' }, kind: 'config', phase: 'succeeded', phases: [], occurredAt: '2026-01-15T10:00:00.000Z', observedAt: '2026-01-15T10:00:00.000Z',
      detectedBy: 'live', services: [], entities: ['newrelic:entity/aB3kT9xQ2mW7pL5vR8nZ1cY4'], identities: [], title: 'a', diff: [], links: [], attributes: {}, ...over,
    },
  });

  it('keeps what it is found by, and loses its secrets', () => {
    const plain = change({ title: 'Deploy' });
    expect(redactEvent(plain)).toBe(plain);
    const shown = redactEvent(change({
      title: 'set token=abc', links: [{ title: 'x', url: 'https://u:p@host/' }], attributes: { password: 'x', list: [{ name: 'API_TOKEN', value: 'y' }] },
      diff: [{ path: 'env.DB_PASSWORD', before: 'a', after: 'b' }, { path: 'env.URL', before: 'https://a:b@c/', after: 1 }, { path: 'replicas', before: 1, after: 2 }],
    }));
    expect(shown.event).toMatchObject({
      entities: ['newrelic:entity/aB3kT9xQ2mW7pL5vR8nZ1cY4'], title: 'set token=[hidden]', links: [{ url: 'https://[hidden]@host/' }], attributes: { password: '[hidden]', list: [{ name: 'API_TOKEN', value: '[hidden]' }] },
      diff: [{ path: 'env.DB_PASSWORD', redacted: true }, { path: 'env.URL', redacted: true }, { path: 'replicas', before: 1, after: 2 }],
    });
  });

  it('that cannot be looked through keeps what, when and whose', () => {
    expect(bareEvent(change({ title: 'token=abc', attributes: { a: 1 }, actor: { name: 'x', kind: 'human', basis: 'sender' } })).event).toMatchObject({ id: 'c', title: '[hidden]', attributes: {}, actor: undefined });
  });
});
