import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SECRET = "It's a Secret to Everybody";

const fixture = join(import.meta.dirname, '../../services/collector-webhooks/src/providers/github/fixtures/push.json');

/** A real push of GitHub's, signed. */
export const signedPush = (): { body: string; headers: Record<string, string> } => {
  const { body } = JSON.parse(readFileSync(fixture, 'utf8')) as { body: unknown };
  const text = JSON.stringify(body);
  return {
    body: text,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(text).digest('hex')}`,
    },
  };
};
