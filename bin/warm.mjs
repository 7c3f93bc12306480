// Fills the cache of compiled code with what a start loads. Runs after an installation, on the Node that came with it.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/heron', import.meta.url)));
await import('../src/main.ts');
await import('../src/shell/start.ts');
await import('../src/auditApp.ts');
module.flushCompileCache();
