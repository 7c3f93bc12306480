import { add, type Decimal, decimal, divide, multiply, ZERO } from '#src/domain/decimal.ts';
import type { AnyEvent, EventKind, LedgerEvent } from '#src/ledger/event.ts';
import { quoteOf } from './lookup.ts';
import { coins, money, price } from './money.ts';
import { sentenceOf } from './sentence.ts';
import { PURPOSE_WORDS } from './words.ts';

/** One sentence of a story, with the numbers of the events that prove it. */
export interface StoryLine {
  readonly at: string;
  readonly text: string;
  readonly evidence: readonly number[];
}

type Growing = { at: string; text: string; evidence: number[] };
type Of<K extends EventKind> = LedgerEvent<K>;

/** What one order was and what came of it, gathered from several events into one line. */
interface OrderStory {
  readonly row: Of<'order.submitted'>['data'];
  readonly evidence: number[];
  filled: Decimal;
  worth: Decimal;
  fees: Decimal;
  fills: number;
  line: Growing | undefined;
}

/** Tells events as a story: what belongs to one order is one line, repeated stops at the same price are one, everything else speaks for itself. */
export function storyLines(events: readonly AnyEvent[]): StoryLine[] {
  const lines: Growing[] = [];
  const orders = new Map<string, OrderStory>();
  const byFill = new Map<number, Growing>();
  let stop: { price: string; line: Growing } | undefined;

  const speak = (event: AnyEvent, text = sentenceOf(event), evidence: readonly number[] = []): Growing => {
    const line = { at: event.at, text, evidence: [...evidence, event.seq] };
    lines.push(line);
    return line;
  };

  for (const event of events) {
    switch (event.kind) {
      case 'order.submitted': {
        const story: OrderStory = {
          row: event.data,
          evidence: [event.seq],
          filled: ZERO,
          worth: ZERO,
          fees: ZERO,
          fills: 0,
          line: undefined,
        };
        orders.set(event.subject, story);
        if (event.data.type !== 'stop' || event.data.stop_price === null) break;
        // A stop of another size at the same price is the same protection: the line that told of it gets the further proof.
        if (stop?.price === event.data.stop_price) story.line = prove(stop.line, event.seq);
        else story.line = speak(event, `A ${PURPOSE_WORDS[event.data.purpose]} was placed at ${price(event.data.stop_price)}.`);
        stop = { price: event.data.stop_price, line: story.line };
        break;
      }
      case 'order.accepted': {
        const story = orders.get(event.subject);
        if (story?.line) prove(story.line, event.seq);
        else story?.evidence.push(event.seq);
        break;
      }
      case 'fill.recorded': {
        const story = orders.get(event.data.order_id);
        if (story === undefined) speak(event);
        else byFill.set(event.seq, fill(story, event, speak));
        break;
      }
      case 'target.reached': {
        const line = event.cause === null ? undefined : byFill.get(event.cause);
        if (line === undefined) speak(event);
        else prove(line, event.seq).text = `Target ${event.data.target}: ${uncapital(line.text)}`;
        break;
      }
      case 'stop.moved':
        stop = { price: event.data.to, line: speak(event) };
        break;
      case 'order.canceled': {
        const story = orders.get(event.subject);
        // A protective order that gave way to another, or to the end of the trade, is not worth a line.
        if (story === undefined || story.row.purpose === 'entry') speak(event);
        break;
      }
      default:
        speak(event);
    }
  }
  return lines;
}

function prove(line: Growing, seq: number): Growing {
  line.evidence.push(seq);
  return line;
}

/** `Bought 0.05 BTC/USDT at 64,010 in 2 fills (entry, fees 3.20 USDT).` */
function fill(
  story: OrderStory,
  event: Of<'fill.recorded'>,
  speak: (event: AnyEvent, text: string, evidence: readonly number[]) => Growing,
): Growing {
  const { data } = event;
  const first = story.fills === 0;
  story.fills++;
  story.filled = add(story.filled, decimal(data.amount));
  story.worth = add(story.worth, multiply(decimal(data.amount), decimal(data.price)));
  story.fees = add(story.fees, decimal(data.fee_value));
  const placesOfPrice = data.price.split('.')[1]?.length ?? 0;
  const average = divide(story.worth, story.filled, placesOfPrice + (first ? 0 : 1));
  const fills = first ? '' : ` in ${story.fills} fills`;
  const fee = money(story.fees, quoteOf(data.market));
  const verb = data.side === 'buy' ? 'Bought' : 'Sold';
  const text = `${verb} ${coins(story.filled, data.market)} at ${price(average)}${fills} (${PURPOSE_WORDS[data.purpose]}, fee ${fee}).`;
  // A stop's line tells of its placing; its fill is another moment.
  if (first) {
    story.line = speak(event, text, story.row.type === 'stop' ? [] : story.evidence);
    return story.line;
  }
  const line = story.line as Growing;
  line.text = text;
  return prove(line, event.seq);
}

const uncapital = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
