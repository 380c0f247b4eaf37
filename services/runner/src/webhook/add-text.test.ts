import { guideOf, providers } from '@culprit/collector-webhooks';
import { describe, expect, it } from '@jest/globals';
import { plain } from '../text/paint.js';
import { addedText } from './add-text.js';

const addressOf = (provider: string): string => `http://culprit.example:8080/webhooks/${provider}/acme`;

const printed = async (name: string): Promise<string> =>
  addedText({ provider: providers.find((each) => each.name === name)!, name: 'acme', added: { secret: 's', secretFile: undefined, madeFile: false }, guide: await guideOf(name), url: addressOf(name), reachable: true, file: 'endpoints.yaml', configured: true }, plain);

describe.each(providers.map(({ name }) => name))('what is printed for %s', (name) => {
  it('has the address of the endpoint wherever one of anybody stands, in the steps and in the files', async () => {
    const text = await printed(name);
    expect(text).not.toContain('<this host>');
    expect(text).toContain(addressOf(name));
  });
});

it('Argo CD is given a file to be used as it is', async () => {
  const text = await printed('argocd');
  expect(text).toContain(`  service.webhook.culprit: |\n    url: ${addressOf('argocd')}\n`);
});

it('Jenkins is given its address with the token before the host', async () => {
  const text = await printed('jenkins');
  expect(text).toContain('http://culprit:<token>@culprit.example:8080/webhooks/jenkins/acme');
});
