import { chatWorld } from '#test/chatWorld.ts';
import { rmSync } from 'node:fs';
const path = process.argv[2] ?? ':memory:';
if (path !== ':memory:') for (const s of ['', '-wal', '-shm', '.lock']) rmSync(path + s, { force: true });
const w = await chatWorld({ channels: [], path, sets: ['guards.ordersPerMinute=100000','guards.ordersPerDayDesk=100000','guards.ordersPerDayVenue=100000'] });
const t0 = performance.now();
let trades = 0;
w.price('BTC/USDT', 63800);
const target = Number(process.argv[3] ?? 100000);
if (path !== ':memory:') { /* one big transaction is not possible from here */ }
while (w.app.ledger.head.seq < target) {
  w.price('BTC/USDT', 63800, 7200);
  const id = w.propose();
  w.app.sniper.answer({ id, decision: 'approve', actor: 'user:terminal' });
  for (const [last, s] of [[63900, 60], [64001, 600], [64500, 600], [65501, 1800], [65200, 600], [64100, 1200]] as const) w.price('BTC/USDT', last, s);
  trades++;
}
console.log('events', w.app.ledger.head.seq, 'rounds', trades, 'closed', w.events('trade.closed').length, 'ms', Math.round(performance.now() - t0));
w.propose(); w.price('ETH/USDT', 3200);
const closed = w.events('trade.closed');
const mid = closed[Math.floor(closed.length / 2)]?.subject ?? 't1';
const lines = ['/status','/positions','/position t1','/orders','/conditions','/proposals','/trades','/trades 50',`/trade ${mid}`,'/pnl','/pnl month','/pnl all','/pnl all main','/performance','/performance hour','/performance pattern','/balance','/risk','/market BTC/USDT','/why t1',`/why ${mid}`,'/why BTC/USDT','/coins','/patterns','/desks','/health','/logs','/logs 100','/config','/config guards','/version','/help','/help approve','/approve x','/reject c999999','/disarm all','/close all','/cancel o1','/pause','/unpause','/halt','/resume','/resume resume trading','/propose','/verify'];
for (const line of lines) {
  const times: number[] = [];
  for (let i = 0; i < 11; i++) { const t = performance.now(); await w.reply(line); times.push(performance.now() - t); }
  times.sort((a, b) => a - b);
  const med = times[5] as number; 
  if (med > 1.5 || line === '/status') console.log(line.padEnd(24), 'median', med.toFixed(2), 'max', (times[10] as number).toFixed(2));
}
console.log(w.bugs);
