// `npm run providers`: writes docs/providers.md from the folders of the providers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { document } from './document.ts';

writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'providers.md'), await document());
