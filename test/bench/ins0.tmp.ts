import { commands } from '#commands/index.ts';
import { createDispatch } from '#src/chat/dispatch.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { benchCandles } from './candles.ts';
import { openCross, play } from './crossHeron.ts';
import { copyFileSync } from 'node:fs';
import { columnsOf, plainLoop } from './plainLoop.ts';
copyFileSync('/tmp/size0.db','/tmp/size2.db');
const c = benchCandles();
const n = c.length;
const app = await openCross({ path: '/tmp/size2.db', candles: c.slice(n-5000), warmup: 4999, batch: 1 });
play(app);
const dispatch = createDispatch({ app, commands: createRegistry(commands), report: ({ error }) => console.log(error) });
for (let i = 0; i < 15; i++) { const t = performance.now(); const r = await dispatch({ platform:'bench', updateId: String(i), chat:'bench', user:{actor:'user:bench', role:'viewer'}, text:'/insights' }); if(i%7===0) console.log(performance.now()-t, r?.title); }
await app.stop('x');
