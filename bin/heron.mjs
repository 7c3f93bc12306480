#!/usr/bin/env node
// Plain JavaScript, so that an old Node can read it and say what to do instead of failing on TypeScript.
import module from 'node:module';
import { argv, exit, stderr, versions } from 'node:process';
import { fileURLToPath } from 'node:url';

const oldest = 24;
const major = Number(versions.node.split('.')[0]);
if (major < oldest) {
  stderr.write(
    `Heron needs Node ${oldest} or newer; this is Node ${versions.node}.\n` +
      'Run it through npm, which brings the right one along: npm start, or npm run -s heron -- help.\n',
  );
  exit(78);
}
// Compiled code is kept with what is installed: a later start needs neither the time nor the memory to strip types again.
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/heron', import.meta.url)));
try {
  const { main } = await import('../src/main.ts');
  await main(argv.slice(2));
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  stderr.write(`Heron is not installed completely (${error.message.split('\n')[0]}).\nRun npm ci in its folder, then try again.\n`);
  exit(78);
}
