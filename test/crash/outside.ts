import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeTelegram } from '#test/fakes/telegram/fakeTelegram.ts';
import { text } from '#test/fakes/venue/units.ts';
import { booksOfExchange } from '#test/live/books.ts';
import { LIVE_VENUES } from '#test/live/venues.ts';
import type { Asked, ChatDoor, ChatSeen, Outside, VenueDoor, VenueSeen } from './outsideWords.ts';

/**
 * A process of its own: an exchange, or Telegram. It outlives every Heron that is killed, goes by the time that it is told, and remembers what it saw:
 * it is the witness. Its parent hears where it is; whoever knows that can ask it.
 */
const [what = ''] = process.argv.slice(2);
const OPENING = '10000';
const ANN = { id: 111, first_name: 'Ann' };

async function venueOutside(id: string): Promise<[VenueDoor, (asked: Asked) => VenueSeen | undefined]> {
  const venue = LIVE_VENUES.find((one) => one.id === id);
  if (venue === undefined) throw new Error(`no venue ${id}`);
  let now = Date.parse('2026-03-02T08:00:00Z');
  const { exchange, server, credentials } = await venue.open(() => now);
  exchange.deposit(venue.quote, OPENING);
  let last = 64_000;
  const quote = (askSize?: number, bidSize?: number): void =>
    exchange.quote(venue.market, last - 0.5, last + 0.5, {
      last,
      ...(askSize === undefined ? {} : { askSize }),
      ...(bidSize === undefined ? {} : { bidSize }),
    });
  quote();
  // What is not offered is waited for, so that an order can be filled in parts.
  exchange.profile = { ...exchange.profile, marketRest: 'waits' };
  const creates = (): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const one of server.requests.flatMap((request) => request.creates)) counts[one] = (counts[one] ?? 0) + 1;
    return counts;
  };
  const seen = (): VenueSeen => ({
    now,
    last,
    resting: exchange
      .orders()
      .flatMap(({ clientOrderId, state, type, side, amount, filled }) =>
        clientOrderId !== undefined && state === 'open' ? [{ clientOrderId, type, side, left: text(amount - filled) }] : [],
      ),
    orders: exchange
      .orders()
      .flatMap(({ clientOrderId, origin }) => (clientOrderId !== undefined && origin === 'api' ? [clientOrderId] : [])),
    fills: exchange.fills().length,
    creates: creates(),
    books: booksOfExchange(exchange, `${venue.quote} ${OPENING}`),
  });
  const answer = (asked: Asked): VenueSeen | undefined => {
    switch (asked.verb) {
      case 'quote':
        now = Math.max(now, asked.at);
        last = asked.last;
        quote(asked.askSize, asked.bidSize);
        return undefined;
      case 'execute':
        exchange.execute({ clientOrderId: asked.clientOrderId }, asked.amount, String(last));
        return undefined;
      case 'deposit':
        exchange.deposit(venue.quote, asked.amount);
        return undefined;
      case 'fund':
        exchange.payFunding(venue.market, asked.rate);
        return undefined;
      case 'look':
        return seen();
      default:
        throw new Error(`an exchange does not know ${asked.verb}`);
    }
  };
  const { market, quote: quoted } = venue;
  return [{ what: 'venue', id, market, quote: quoted, url: server.origin, credentials }, answer];
}

async function chatOutside(): Promise<[ChatDoor, (asked: Asked) => ChatSeen | undefined]> {
  const fake = await FakeTelegram.open({ limits: false });
  const ann = fake.person(ANN);
  const seen = (): ChatSeen => {
    const said = fake.said(ann.id);
    return { messages: said.map(({ id, text: words }) => ({ id, text: words })) };
  };
  const answer = (asked: Asked): ChatSeen | undefined => {
    switch (asked.verb) {
      case 'says':
        fake.says(ann, asked.text);
        return undefined;
      case 'taps': {
        const cards = fake.said(ann.id).filter(({ keyboard }) => keyboard?.flat().some(({ text: label }) => label === asked.label));
        const card = cards.at(-1);
        if (card !== undefined) fake.taps(ann, card, asked.label);
        return undefined;
      }
      case 'look':
        return seen();
      default:
        throw new Error(`Telegram does not know ${asked.verb}`);
    }
  };
  return [{ what: 'chat', root: fake.root, token: fake.token, person: String(ann.id) }, answer];
}

const [door, answer] = what === 'chat' ? await chatOutside() : await venueOutside(what);
const control = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => {
    body += part;
  });
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    try {
      response.end(JSON.stringify({ answer: answer(JSON.parse(body) as Asked) ?? null }));
    } catch (error) {
      response.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
    }
  });
});
control.keepAliveTimeout = 600_000;
control.listen(0, '127.0.0.1', () => {
  process.send?.({ control: `http://127.0.0.1:${(control.address() as AddressInfo).port}`, door } satisfies Outside);
});
process.on('disconnect', () => process.exit());
