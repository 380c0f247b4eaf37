import { describe, expect, it } from '@jest/globals';
import { imageRef, isSafeShape, looksSecret, namesSecret } from './safe.js';

describe('shapes that may be shown', () => {
  it.each([
    '', '0', '-12.5', '80%', 'true', 'OFF', 'debug', '512Mi', '100m', '1h30m', '250ms', 'PT5M', '2026-01-15T10:00:00Z', 'ghcr.io/acme/rest-api:412',
    'rest-api@sha256:2d4b868761cb749d44fd7a1fecb1ac60fd0dc755f434aba44cf1d0746260c532', 'http://rest-api.shop.svc:8080/v1/orders', 'amqp://queue.shop:5672', 'https://acme.example',
  ])('shows %j', (text) => expect(isSafeShape(text)).toBe(true));

  it.each([
    'hunter2', 'something', 'correct horse', 'abc/def:ghi', 'user:pass', 'https://user:pass@host/', 'https://user@host/', 'https://host/?token=a', 'https://host/#frag', 'https://hooks.example/services/T02ABCDEF/B03GHIJKL/x',
    'https://host/a3f9c1e77b', '12345678901234567890', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'AKIAIOSFODNN7EXAMPLE', '-----BEGIN RSA PRIVATE KEY-----', 'postgres://app:secret@db/shop', 'javascript:alert', 'rest-api:412',
    `https://${'a'.repeat(50)}.example/`, 'https://host/%68unter',
  ])('hides %j', (text) => expect(isSafeShape(text)).toBe(false));

  it('knows names of secrets and what a credential looks like', () => {
    expect(['DB_PASSWORD', 'API_KEY', '--auth-header', 'STRIPE_TOKEN', 'PIN'].map(namesSecret)).toEqual([true, true, true, true, true]);
    expect(['LOG_LEVEL', 'TIMEOUT', 'PORT', 'PINGS'].map(namesSecret)).toEqual([false, false, false, false]);
    expect(['ghp_abcdefghij', 'xoxb-1-2', 'Zm9vYmFyQmF6UXV4MTIz', '//x://a:b@c'].map(looksSecret)).toEqual([true, true, true, true]);
    expect(['rest-api-config-7f8b9c6d5', '/etc/config', 'IfNotPresent'].map(looksSecret)).toEqual([false, false, false]);
  });
});

describe('an image reference', () => {
  it.each([
    ['nginx', { repository: 'nginx' }],
    ['registry:5000/acme/api:1.2', { repository: 'registry:5000/acme/api', tag: '1.2' }],
    ['acme/api:v1@sha256:2d4b868761cb749d44fd7a1fecb1ac60fd0dc755f434aba44cf1d0746260c532', { repository: 'acme/api', tag: 'v1', digest: 'sha256:2d4b868761cb749d44fd7a1fecb1ac60fd0dc755f434aba44cf1d0746260c532' }],
  ])('of %s', (text, parts) => expect(imageRef(text)).toEqual(parts));
  it.each(['', 'Not An Image', 'user:pass@registry/app', 'a//b', 'app:tag:tag'])('is not %j', (text) => expect(imageRef(text)).toBeUndefined());
});
