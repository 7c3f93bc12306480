import type { Candle } from '#src/domain/candle.ts';
import { instant, later, toIso } from '#src/domain/clock.ts';
import { sha256 } from '#src/domain/hash.ts';
import { keepCandle } from '#src/ledger/candleBlocks.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import type { LedgerWorld } from './ledgerWorld.ts';

const HOUR_MS = 3_600_000;
const MARKET = 'BTC/USDT';
const PROMPTS = ['strategist', 'reflection'];
const CHANGES = [
  { kind: 'pattern', pattern: 'gap fill', action: 'boost' },
  { kind: 'rule', when: { hour: 14 }, action: 'caution' },
] as const;

/** What a model, analysts, news, reflection and shadows write into a ledger, once around; `round` counts up. Time does not go on, and nothing is drawn. */
export function think({ ledger, clock, ids, prices }: LedgerWorld, round: number): void {
  const now = clock.now();
  const at = toIso(now);
  const price = prices.get(MARKET) ?? 1;
  ledger.transact((tx) => {
    for (const name of PROMPTS) {
      const before = tx.memory.prompts.get(name)?.text ?? null;
      const text = `Say what you see.\nRound ${round}.`;
      tx.append({ kind: 'prompt.changed', subject: name, actor: 'heron', data: { before, sha256: sha256(text), text } });
    }
    call(tx, ids.next('m'), at, round);
    const news = { source: 'wire', market: 'all', topic: 'macro', sentiment: -0.25, confidence: 0.75, text_hash: sha256(`text ${round}`) };
    const q = ids.next('q');
    tx.append({ kind: 'news.read', subject: q, actor: 'news', data: { ...news, id: q, at, until: toIso(later(now, 6 * HOUR_MS)) } });
    const opinions = [
      { analyst: 'trend', direction: 'up' as const, strength: 0.62, horizonMinutes: 60 },
      { analyst: 'model', direction: 'flat' as const, strength: 0.5, horizonMinutes: 60 },
    ];
    tx.append({ kind: 'opinions.given', subject: MARKET, actor: 'analysts', data: { price, opinions } });
    follow(tx, ids.next('w'), at);
    learn(tx, ids.next('i'), ids.next('e'), at, round);
    for (let minute = 0; minute < 3; minute++) keepCandle(tx, MARKET, candleAt(now, minute, price));
  });
}

function call(tx: LedgerTx, id: string, at: string, round: number): void {
  const form = { purpose: 'strategist', prompt: 'strategist', model: 'thinker-1', server: 'models.example', rung: 'json_schema' as const };
  const spent = { attempt: 1, tokens_in: 5_000 + round, tokens_out: 400, cost: '0.0165', latency_ms: 2_100, source: 'model' as const };
  const said = { answer: '{"conditions":[]}', verdict: 'good' as const, reason: null };
  const hashes = { prompt_hash: sha256('prompt'), question_hash: sha256(`question ${round}`) };
  tx.append({ kind: 'model.called', subject: id, actor: 'heron', data: { ...form, ...spent, ...said, ...hashes, id, at, asked_at: at } });
}

/** The newest condition that nobody follows yet; the one that was followed before has come to its end. */
function follow(tx: LedgerTx, id: string, at: string): void {
  for (const { id: before } of [...tx.memory.shadows.values()]) {
    const data = { status: 'closed' as const, entered_at: at, ended_at: at, exit_reason: 'target', r: 1.25 };
    tx.append({ kind: 'shadow.closed', subject: before, actor: 'shadow', data });
  }
  const row = tx.get<{ id: string; market: string }>(
    'select id, market from condition where id not in (select condition_id from shadow) order by seq desc limit 1',
  );
  if (row === undefined) return;
  const data = { id, condition_id: row.id, why: 'rejected' as const, adaptation_id: null, market: row.market, begun_at: at };
  tx.append({ kind: 'shadow.followed', subject: id, actor: 'shadow', data });
}

function learn(tx: LedgerTx, insight: string, adaptation: string, at: string, round: number): void {
  const claim = JSON.stringify({ kind: 'mean_r', dimension: 'hour', key: String(round % 24).padStart(2, '0'), direction: 'worse' });
  const evidence = JSON.stringify({ n: 23, meanR: -0.41, lowR: -0.72, highR: -0.1, restN: 140, restMeanR: 0.18, p: 0.0021 });
  const text = 'Trades of that hour lose more than the others.';
  const found = { id: insight, at, desk_id: 'main', claim, evidence, text, source: 'template' as const };
  tx.append({ kind: 'insight.found', subject: insight, actor: 'reflection', data: found });
  const change = CHANGES[round % CHANGES.length];
  const proposed = { id: adaptation, at, desk_id: 'main', insight_id: insight, change: JSON.stringify(change), target: adaptation };
  const data = { ...proposed, reason: text, proposed_by: 'rules', trial: null };
  tx.append({ kind: 'adaptation.proposed', subject: adaptation, actor: 'reflection', data });
  tx.append({ kind: 'adaptation.applied', subject: adaptation, actor: 'user:terminal', data: { reason: 'tried' } });
  const measured = JSON.stringify({ trades: 20, effectR: 0.3, lowR: -0.1, highR: 0.7 });
  tx.append({ kind: 'adaptation.graded', subject: adaptation, actor: 'heron', data: { grade: 'inconclusive', measured } });
  tx.append({ kind: 'adaptation.undone', subject: adaptation, actor: 'heron', data: { reason: 'not proven' } });
}

/** Minutes that lie before now, so that a round never overtakes the next one. */
function candleAt(now: number, minute: number, price: number): Candle {
  const openedAt = instant(Math.floor(now / 60_000) * 60_000 - (3 - minute) * 60_000);
  return { openedAt, open: price, high: price + 2, low: price - 2, close: price + 1, volume: 3 };
}
