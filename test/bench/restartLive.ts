import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { later, toIso } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import { clientOrderIdOf } from '#src/domain/ids.ts';
import type { Order } from '#src/domain/order.ts';
import { orderRow } from '#src/ledger/orders.ts';
import { rows } from '#test/shell/heron.ts';
import { Newcomer, suggest } from '#test/shell/newcomer.ts';

/**
 * How long a live Heron takes from the start of its process until it is reconciled and able to act (reliability.md G5: at most 5 s), with one venue over
 * sockets and 50 open orders that the ledger and the venue both know: `node test/bench/restartLive.ts`.
 */
const ORDERS = 50;
const STARTS = 5;
const MOST_MS = 5_000;

/** Orders that rest far below the price, in the ledger and at the venue. */
function rest(here: Newcomer): void {
  here.write((tx, now) => {
    for (let i = 1; i <= ORDERS; i++) {
      const condition = suggest(tx, { id: `c${i}`, entry: 64_300 + i, now });
      const approval = {
        id: `a${i}`,
        condition_id: condition.id,
        params_hash: condition.paramsHash,
        decision: 'approve' as const,
        actor: 'user:shell',
        band: 'ask' as const,
        reason: null,
        at: toIso(now),
        expires_at: toIso(condition.expiresAt),
      };
      tx.append({ kind: 'condition.armed', subject: condition.id, actor: 'user:shell', data: approval });
      const why = { quote: '', factor: 1, because: '', trend: null, volatility: null, rules: [] };
      tx.append({ kind: 'condition.triggered', subject: condition.id, actor: 'sniper', data: why });
      const order: Order = {
        id: `o${i}`,
        clientOrderId: clientOrderIdOf('bench', `t${i}`, 'entry', 1),
        deskId: 'main',
        accountId: 'live',
        conditionId: condition.id,
        tradeId: `t${i}`,
        market: 'BTC/USDT',
        purpose: 'entry',
        side: 'buy',
        type: 'limit',
        amount: decimal('0.001'),
        price: decimal('60000'),
        reduceOnly: false,
        leverage: 1,
        approvalId: approval.id,
        attempt: 1,
        status: 'submitting',
        paramsHash: condition.paramsHash,
        deadline: later(now, 10_000),
        createdAt: now,
      };
      tx.append({ kind: 'order.submitted', subject: order.id, actor: 'sniper', data: orderRow(order) });
      const { id } = here.fake.spot.place({
        market: order.market,
        side: 'buy',
        type: 'limit',
        amount: '0.001',
        price: '60000',
        clientOrderId: order.clientOrderId,
      });
      tx.append({ kind: 'order.accepted', subject: order.id, actor: 'venue:binance', data: { venue_order_id: id } });
    }
  });
}

/** What a process has computed so far; NaN where the system does not tell. A machine that has other things to do makes it wait longer, not compute more. */
function cpuSecondsOf(pid: number | undefined): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  const [user, system] = readFileSync(file, 'utf8').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
  return ((user ?? Number.NaN) + (system ?? Number.NaN)) / 100;
}

await using here = await Newcomer.open();
const { apiKey, secret } = here.fake.key;
const added = await here.run(['keys', 'add', 'binance'], `${apiKey}\n${secret}\n`);
if (added.code !== 0) throw new Error(added.stderr);
const times: number[] = [];
const cpus: number[] = [];
for (let start = 0; start <= STARTS; start++) {
  const from = performance.now();
  const heron = here.start('--service');
  await heron.until(/"msg":"started"/);
  if (start > 0) times.push(performance.now() - from);
  if (start > 0) cpus.push(cpuSecondsOf(heron.child.pid));
  heron.child.kill('SIGTERM');
  const { code, stdout, stderr } = await heron.ended;
  if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
  if (start === 0) rest(here);
}
const open = rows<{ n: number }>(here.ledgerPath, `select count(*) as n from "order" where status = 'open'`)[0]?.n;
const findings = rows(here.ledgerPath, "select 1 from event where kind like 'finding.%' or kind like 'drift.%'").length;
times.sort((a, b) => a - b);
cpus.sort((a, b) => a - b);
const worst = times.at(-1) ?? Number.NaN;
process.stdout.write(
  `${open} of ${ORDERS} orders still open, ${findings} findings. From the start of the process to reconciled: median ${((times[Math.floor(STARTS / 2)] ?? 0) / 1000).toFixed(2)} s, worst of ${STARTS} ${(worst / 1000).toFixed(2)} s (goal: at most ${MOST_MS / 1000} s), of which ${cpus[Math.floor(STARTS / 2)]?.toFixed(2)} s computing; load of the machine ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores.\n`,
);
process.exitCode = worst <= MOST_MS && open === ORDERS && findings === 0 ? 0 : 1;
