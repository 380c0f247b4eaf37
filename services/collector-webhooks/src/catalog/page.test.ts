import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Environments, shippedEnvironments } from '@culprit/domain';
import { checkYaml, parseYaml } from '@culprit/nest';
import { annotationsRead } from './backstage/annotations.js';
import { readCatalogFile } from './read-file.js';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/catalog.md'), 'utf8');
const [catalog = '', environments = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);

describe('docs/catalog.md', () => {
  it('shows files that are taken', () => {
    expect(readCatalogFile('docs/catalog.md', catalog, shippedEnvironments)).toMatchObject({ ok: true, value: [{ name: 'checkout', environment: 'production' }] });
    const read = parseYaml('docs/catalog.md', environments);
    if (!read.ok || read.documents[0] === undefined) throw new Error('the page lists no environments');
    expect(checkYaml(Environments, read.documents[0])).toMatchObject({ ok: true, value: [{ name: 'production' }, { name: 'staging' }] });
  });

  it('names every annotation that is read', () => {
    expect(annotationsRead.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
