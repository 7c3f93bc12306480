import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { trustText } from './page.ts';

/** `npm run trust`: writes docs/trust.md from the results of the last runs. */
const PAGE = fileURLToPath(new URL('../../docs/trust.md', import.meta.url));
writeFileSync(PAGE, trustText());
console.log(`wrote ${PAGE}`);
