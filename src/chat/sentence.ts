import { type Change, describeChange } from '#src/domain/adaptation.ts';
import { parseInstant } from '#src/domain/clock.ts';
import { decimal, isZero } from '#src/domain/decimal.ts';
import { rOf } from '#src/domain/trade.ts';
import type { ConditionRow } from '#src/ledger/conditions.ts';
import type { AnyEvent, EventKind, LedgerEvent } from '#src/ledger/event.ts';
import { tradeOf } from '#src/ledger/trades.ts';
import { describe } from '#src/triggers/describe.ts';
import type { Trigger } from '#src/triggers/trigger.ts';
import { quoteOf } from './lookup.ts';
import { bareMoney, coins, grouped, inR, money, paidOrReceived, percent, price } from './money.ts';
import { clockTime } from './time.ts';
import { by } from './who.ts';
import { because, becauseGiven, EXIT_SENTENCES, PURPOSE_WORDS, plural } from './words.ts';

type Sentences = { readonly [K in EventKind]: (event: LedgerEvent<K>) => string };

/** An instant as it is said at the time of an event. */
const then = (iso: string, event: LedgerEvent): string => clockTime(iso, parseInstant(event.at));

/** What each kind of event says, as a sentence without its time and number. A kind that is missing here does not compile (RTE-1). */
const SENTENCES: Sentences = {
  'ledger.opened': ({ data }) => `The ledger was opened (${data.kind}).`,
  'backup.made': ({ data }) =>
    `A backup was made and read back: ${plural(data.events_checked, 'event')}, ${(data.bytes / 1024 ** 2).toFixed(1)} MiB${data.sealed ? ', encrypted' : ''}.`,
  'ledger.restored': ({ actor, data }) =>
    data.file === ''
      ? `The ledger ends with event ${data.head_seq}, before its newest backup (${data.ahead_seq}): it is an older copy.`
      : `The ledger was restored from a backup that ends with event ${data.head_seq}, ${by(actor)}.`,
  'gate.passed': ({ data }) => `The readiness gate was passed: ${plural(data.checks.length, 'check')}.`,
  'gate.failed': ({ data }) =>
    `The readiness gate was not passed: ${data.failed.map(({ name, figure }) => `${name} (${figure})`).join(', ')}.`,
  'venue.probed': ({ data }) =>
    `${data.venue} is tried out with a ${data.side} of ${data.amount} ${data.market} at ${data.price}, far from the price.`,
  'venue.accepted': ({ data }) =>
    `${data.venue}${data.testnet ? ' (testnet)' : ''} was accepted: ${plural(data.cases.length, 'case')} passed.`,
  'app.started': ({ data }) => `Heron ${data.version} started: ${data.mode}, prices from ${data.feed}.`,
  'app.stopped': ({ data }) => `Heron stopped${because(data.reason)}.`,
  'account.opened': ({ data }) => `Account ${data.id} was opened: ${data.mode}, counted in ${data.quote}.`,
  'desk.created': ({ data }) => `Desk ${data.id} was created: strategist ${data.strategist} (${data.profile}).`,
  'desk.configured': ({ subject, data }) => `Desk ${subject} was set to strategist ${data.strategist} (${data.profile}).`,
  'desk.paused': ({ subject, actor, data }) => `Desk ${subject} was paused ${by(actor)}${becauseGiven(data.reason)}.`,
  'desk.unpaused': ({ subject, actor, data }) => `Desk ${subject} was unpaused ${by(actor)}${becauseGiven(data.reason)}.`,
  'market.listed': ({ data }) => `${data.symbol} was listed: price step ${grouped(data.tick)}, amount step ${grouped(data.step)}.`,
  'learning.configured': () => 'The learning settings were recorded.',
  'capital.deposited': ({ data }) => `${money(decimal(data.amount), data.asset)} came in for desk ${data.desk_id}.`,
  'capital.moved': ({ data }) =>
    data.amount.startsWith('-')
      ? `${money(decimal(data.amount.slice(1)), data.asset)} left account ${data.account_id}: ${data.reason}.`
      : `${money(decimal(data.amount), data.asset)} came into account ${data.account_id}: ${data.reason}.`,
  'condition.proposed': ({ data }) => `${data.strategist} proposed ${data.id}: ${ideaOf(data)}.`,
  'condition.merged': ({ subject, data }) => `The same idea came again and was merged into ${subject}${because(data.reason)}.`,
  'approval.drifted': ({ actor, data }) =>
    `Approved ${by(actor)}, but the price had moved from ${price(data.reference)} to ${price(data.price)}, more than ${percent(data.tolerance_pct)}: asked again.`,
  'policy.asked': ({ data }) => `The policy leaves it to you: ${data.because}`,
  'condition.armed': (event) => {
    const { actor, band, reason, expires_at } = event.data;
    const unasked = band === 'auto' && actor === 'policy' ? ', without asking' : '';
    return `Approved ${by(actor)}${unasked}${because(reason ?? '')}; armed until ${then(expires_at, event)}.`;
  },
  'condition.rejected': ({ data }) => `Rejected ${by(data.actor)}${because(data.reason ?? '')}.`,
  'condition.expired': ({ data }) => `It expired${because(data.reason)}.`,
  'condition.superseded': ({ data }) => `Another proposal took its place${because(data.reason)}.`,
  'condition.disarmed': ({ actor, data }) => `Disarmed ${by(actor)}${because(data.reason)}.`,
  'condition.triggered': ({ data }) =>
    `The trigger came true at a last price of ${price(data.quote.split('@')[0]?.split('/')[2] ?? '0')}${data.factor === 1 ? '' : `; its size × ${data.factor} (${data.because})`}.`,
  'condition.denied': ({ data }) =>
    data.guard === 'adaptation'
      ? `A change that was learned said no: ${data.text}`
      : `The guard ${data.guard} said no (${data.figure} against ${data.limit}): ${data.text}`,
  'condition.closed': ({ data }) => `It is over${because(data.reason)}.`,
  'condition.reopened': ({ subject, data }) => `${subject} is open again${because(data.reason)}.`,
  'order.submitted': ({ data }) => `Order ${data.id} was sent: ${orderText(data)}.`,
  'order.accepted': ({ subject, data }) => `The venue took order ${subject} as ${data.venue_order_id}.`,
  'order.rejected': ({ subject, data }) => `The venue rejected order ${subject}${because(data.reason)}.`,
  'order.unknown': ({ subject, data }) => `The venue's answer to order ${subject} is not known${because(data.reason)}.`,
  'order.absent': ({ subject, data }) => `Order ${subject} never reached the venue${because(data.reason)}.`,
  'order.canceled': ({ subject, data }) => `Order ${subject} was canceled${because(data.reason)}.`,
  'order.expired': ({ subject, data }) => `Order ${subject} expired at the venue${because(data.reason)}.`,
  'order.needs_human': ({ subject, data }) => `Nobody can tell whether the venue has order ${subject}${because(data.reason)}.`,
  'order.cancel_asked': ({ subject, data }) => `The venue was asked to cancel order ${subject}${because(data.reason)}.`,
  'fill.recorded': ({ data }) =>
    `${data.side === 'buy' ? 'Bought' : 'Sold'} ${coins(decimal(data.amount), data.market)} at ${price(data.price)} (${PURPOSE_WORDS[data.purpose]}, fee ${money(decimal(data.fee_value), quoteOf(data.market))}).`,
  'funding.recorded': ({ data }) =>
    `Funding for ${data.trade_id}: ${money(decimal(data.amount), data.asset)} ${data.amount.startsWith('-') ? 'received' : 'paid'}.`,
  'close.queued': (event) =>
    `The close of ${event.subject} was not taken${because(event.data.reason)}; it is asked for again until ${then(event.data.until, event)}.`,
  'exit.adopted': ({ subject, actor, data }) =>
    `An exit of ${coins(decimal(data.amount), data.market)} from ${subject} was taken over at ${price(data.price)} ${by(actor)} (${data.finding}): ${
      data.source === 'venue'
        ? `execution ${data.venue_fill_id} of the venue`
        : 'an estimate from the last price, because the venue showed no execution'
    }.`,
  'close.dropped': ({ subject, actor, data }) =>
    `The close of ${subject} is not asked for any more ${by(actor)}${becauseGiven(data.reason)}.`,
  'stop.moved': ({ subject, data }) =>
    `The stop of ${subject} moved from ${price(data.from)} to ${price(data.to)} (${purposeOf(data.purpose)}).`,
  'target.reached': ({ subject, data }) => `Target ${data.target} of ${subject} was taken at ${price(data.price)}.`,
  'trade.closed': ({ data }) => {
    const funding = isZero(decimal(data.funding)) ? '' : `, funding ${paidOrReceived(decimal(data.funding), quoteOf(data.market))}`;
    const asset = quoteOf(data.market);
    const result = `${money(decimal(data.pnl), asset, 'signed')} (${inR(rOf(tradeOf(data)))}), fees ${bareMoney(decimal(data.fees))}${funding}`;
    return `${data.id} closed, ${EXIT_SENTENCES[data.exit_reason]}: ${result}.`;
  },
  'score.graded': ({ data }) =>
    `Score of ${data.dimension === 'desk' ? 'the desk' : `${data.dimension} ${data.key}`}: ${data.before} → ${data.after}.`,
  'bias.changed': ({ subject, data }) => `The ${data.strategist} bias of ${subject} turned from ${data.before} to ${data.after}.`,
  'entries.paused': (event) => `New entries pause until ${then(event.data.until, event)}${because(event.data.reason)}.`,
  'risk.changed': ({ data }) => `Account ${data.account_id} is ${data.state} now (drawdown ${data.figure}).`,
  'halt.set': ({ actor, data }) => `Halted ${by(actor)}${becauseGiven(data.reason)}.`,
  'live.unlocked': ({ actor }) => `Live trading was unlocked ${by(actor)}.`,
  'live.locked': ({ actor, data }) => `Live trading was locked ${by(actor)}${becauseGiven(data.reason)}.`,
  'halt.ended': ({ actor, data }) => `Resumed ${by(actor)}${becauseGiven(data.reason)}.`,
  'lockdown.set': ({ actor, data }) => `Locked down ${by(actor)}${becauseGiven(data.reason)}.`,
  'lockdown.ended': ({ actor, data }) => `The lockdown was ended ${by(actor)}${becauseGiven(data.reason)}.`,
  'equity.marked': ({ data }) => `Desk ${data.desk_id} was worth ${bareMoney(decimal(data.equity))}.`,
  'feed.saved': ({ subject }) => `The state of ${subject} was saved.`,
  'feed.died': ({ subject, data }) => `The prices of ${subject} stopped${because(data.reason)}.`,
  'feed.recovered': ({ subject, data }) => `The prices of ${subject} are back${because(data.reason)}.`,
  'audit.finished': ({ data }) =>
    data.ok
      ? `Audit: ${data.checked} rows checked, nothing found.`
      : `Audit: ${plural(data.findings.length, 'finding')} in ${data.checked} rows.`,
  'replay.started': ({ data }) => `Replay of ${data.candles} candles started.`,
  'replay.finished': ({ data }) => `Replay finished: ${data.candles} candles, ${data.trades} trades.`,
  'pairing.offered': ({ actor, data }) => `A pairing code for a ${data.role} was made ${by(actor)}.`,
  'pairing.failed': ({ data }) => `${data.name} could not be paired on ${data.platform}${because(data.reason)}.`,
  'person.paired': ({ data }) => `${data.name} was paired on ${data.platform} as ${data.role}.`,
  'person.changed': ({ subject, actor, data }) => `${subject} is ${data.role} now, ${by(actor)}.`,
  'person.removed': ({ subject, actor, data }) => `${subject} was removed ${by(actor)}${becauseGiven(data.reason)}.`,
  'person.locked': (event) => `${event.subject} is locked out until ${then(event.data.until, event)}${because(event.data.reason)}.`,
  'chat.opened': ({ data }) => `Heron speaks in ${data.title} (${data.platform}).`,
  'chat.left': ({ subject, data }) => `Heron no longer speaks in ${subject}${because(data.reason)}.`,
  'notice.set': ({ subject, actor, data }) => `Messages of kind ${data.kind} in ${subject} were set to ${data.mode} ${by(actor)}.`,
  'quiet.set': ({ subject, actor, data }) =>
    data.from === null
      ? `Quiet hours of ${subject} were ended ${by(actor)}.`
      : `Quiet hours of ${subject} were set to ${data.from}–${data.to} ${by(actor)}.`,
  'card.pinned': ({ subject, data }) => `The ${data.kind} card of ${subject} is a new message.`,
  'tap.refused': ({ data }) => `A tap of ${data.name} on ${data.platform} was refused${because(data.reason)}.`,
  'step.asked': ({ actor, data }) => `A second step was asked for ${data.command}, ${by(actor)}.`,
  'step.passed': ({ actor, data }) => `The second step for ${data.command} was passed ${by(actor)}.`,
  'approval.pledged': ({ actor }) => `Approved ${by(actor)} as the first of two.`,
  'platform.down': ({ subject, data }) => `${subject} is not reachable${because(data.reason)}.`,
  'platform.up': ({ subject, data }) => `${subject} is reachable again${because(data.reason)}.`,
  'schedule.added': ({ actor, data }) => `${data.task} was scheduled ${by(actor)}: ${data.spec} ${data.zone}.`,
  'schedule.removed': ({ subject, actor, data }) => `Schedule ${subject} was removed ${by(actor)}${becauseGiven(data.reason)}.`,
  'schedule.ran': (event) => `${event.data.task}, due ${then(event.data.due_at, event)}, was done: ${event.data.detail}.`,
  'summary.written': ({ subject }) =>
    `The ${subject === 'reflection' ? 'lessons' : 'summary'} of the day ${subject === 'reflection' ? 'were' : 'was'} written.`,
  'finding.opened': ({ data }) => `Drift ${data.id}: ${data.invariant}, ${data.row}: expected ${data.expected}, found ${data.found}.`,
  'reconcile.finished': ({ data }) =>
    `Ledger and venue were compared: ${plural(data.findings.length, 'new finding')} in ${data.checked} rows.`,
  'position.naked': ({ subject, data }) => `${subject} in ${data.market} has no stop at the venue${because(data.reason)}.`,
  'finding.acknowledged': ({ subject, actor, data }) => `${subject} was acknowledged ${by(actor)}${becauseGiven(data.reason)}.`,
  'finding.repaired': ({ subject, actor, data }) =>
    `${subject} was repaired ${by(actor)} in ${data.table}: ${data.before} → ${data.after}.`,
  'finding.closed': ({ subject, data }) => `${subject} is gone${because(data.reason)}.`,
  'model.called': ({ data }) =>
    `${data.model} was asked (${data.purpose}): ${data.verdict}${because(data.reason ?? '')}; ${plural(data.tokens_in + data.tokens_out, 'token')}, ${data.cost} USD.`,
  'model.down': (event) => `The model is left alone until ${then(event.data.until, event)}${because(event.data.reason)}.`,
  'model.up': ({ data }) => `The model answers again${because(data.reason)}.`,
  'budget.spent': (event) =>
    `The day's budget of the model is spent: ${event.data.spent} of ${event.data.limit} ${event.data.what === 'money' ? 'USD' : 'tokens'}. It is asked again from ${then(event.data.until, event)}.`,
  'prompt.changed': ({ subject, data }) => `The prompt ${subject} ${data.before === null ? 'was recorded' : 'was changed'}.`,
  'news.read': ({ data }) =>
    `News from ${data.source} about ${data.market}: ${data.topic}, ${data.sentiment > 0 ? 'good' : data.sentiment < 0 ? 'bad' : 'neutral'}.`,
  'opinions.given': ({ subject, data }) =>
    data.opinions.length === 0
      ? `What analysts had held about ${subject} was measured.`
      : `${plural(data.opinions.length, 'analyst')} looked at ${subject}.`,
  'shadow.followed': ({ data }) => `${data.condition_id} is followed without money (${data.why}).`,
  'shadow.closed': ({ subject, data }) =>
    data.r === null ? `${subject} ended without a trade (${data.status}).` : `${subject} would have made ${inR(data.r)}.`,
  'insight.found': ({ data }) => data.text,
  'insight.dropped': ({ subject, data }) => `${subject} no longer holds${because(data.reason)}.`,
  'adaptation.proposed': ({ data }) => `${data.id} was proposed: ${describeChange(JSON.parse(data.change) as Change)}. ${data.reason}`,
  'adaptation.rejected': ({ subject, actor, data }) => `${subject} was turned down ${by(actor)}${becauseGiven(data.reason)}.`,
  'adaptation.applied': ({ subject, actor, data }) => `${subject} was applied ${by(actor)}${becauseGiven(data.reason)}.`,
  'adaptation.graded': ({ subject, data }) => `${subject} measured so far: ${data.grade}.`,
  'adaptation.kept': ({ subject, data }) => `${subject} is kept${because(data.reason)}.`,
  'adaptation.undone': ({ subject, actor, data }) => `${subject} was taken back ${by(actor)}${becauseGiven(data.reason)}.`,
  'reflection.finished': ({ data }) =>
    `Reflected on ${plural(data.trades, 'trade')}: ${plural(data.insights.length, 'insight')}, ${plural(data.adaptations.length, 'change')} proposed, ${plural(data.dropped, 'claim')} dropped.`,
};

export const sentenceOf = (event: AnyEvent): string => (SENTENCES[event.kind] as (event: AnyEvent) => string)(event);

/** The same where nothing around it says which condition, order or trade it is about. */
export function sentenceAbout(event: AnyEvent): string {
  const sentence = sentenceOf(event);
  return /^[cotew]\d+$/.test(event.subject) && !sentence.includes(event.subject) ? `${event.subject}: ${sentence}` : sentence;
}

/** `long BTC/USDT when BTC/USDT crosses above 64,000; stop 63,500, targets 64,500 and 65,250, risk 48.47 USDT` */
function ideaOf(row: ConditionRow): string {
  const entry = describe(JSON.parse(row.entry) as Trigger, row.market);
  const targets = (JSON.parse(row.targets) as { price: string }[]).map((target) => price(target.price));
  return `${row.side} ${row.market} when ${entry}; stop ${price(row.stop)}, target${targets.length === 1 ? '' : 's'} ${listed(targets)}, risk ${money(decimal(row.risk_amount), quoteOf(row.market))}`;
}

/** `a, b and c` */
const listed = (words: readonly string[]): string => [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' and ');

function orderText(row: LedgerEvent<'order.submitted'>['data']): string {
  const at = row.stop_price !== null ? `stop at ${price(row.stop_price)}` : row.price !== null ? `limit ${price(row.price)}` : 'at market';
  return `${row.side} ${coins(decimal(row.amount), row.market)} ${at} (${PURPOSE_WORDS[row.purpose]})`;
}

export const purposeOf = (purpose: string): string =>
  purpose in PURPOSE_WORDS ? PURPOSE_WORDS[purpose as keyof typeof PURPOSE_WORDS] : purpose;
