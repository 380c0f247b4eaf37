// `npm run contracts`: writes docs/contracts from the schemas of libs/domain. With `-- --publish` what stands there becomes what later changes
// are held against, unless it breaks what was published before.
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { breaks } from './breaks.ts';
import { documents } from './documents.ts';
import { kinds, schemaOf, type JsonSchema } from './schemas.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'contracts');
const published = join(folder, 'published');
mkdirSync(published, { recursive: true });

for (const [name, text] of documents()) writeFileSync(join(folder, name), text);

if (process.argv.includes('--publish')) {
  for (const kind of kinds) {
    const path = join(published, `${kind}.json`);
    const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as JsonSchema) : schemaOf(kind);
    const broken = breaks(before, schemaOf(kind));
    if (broken.length > 0) {
      console.error(`${kind}: not published, it breaks what was:\n  ${broken.join('\n  ')}`);
      process.exitCode = 1;
    } else writeFileSync(path, `${JSON.stringify(schemaOf(kind), null, 2)}\n`);
  }
}
