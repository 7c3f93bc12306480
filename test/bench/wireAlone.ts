import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#src/domain/clock.ts';
import { privateClient } from '#src/venue/ccxt/client.ts';
import { profileOf } from '#src/venue/ccxt/profileOf.ts';
import type { Strike } from './wireHeron.ts';
import type { WireVenue } from './wireVenue.ts';

const MARKET = 'BTC/USDT';
const PAGES = new Uint8Array(4 * 4_096);

/** What an order costs that nobody decides on, guards or writes down: ccxt with Heron's options, in a loop of its own. */
export interface WireAlone {
  strike(): Promise<Strike>;
  /** Milliseconds until so much as a commit writes is on the disk. */
  disk(): number;
  close(): Promise<void>;
}

export async function wireAlone(venue: WireVenue, folder: string): Promise<WireAlone> {
  const profile = profileOf('binance');
  const { client } = await privateClient({ profile, clock: systemClock(), credentials: venue.credentials, url: venue.url });
  await client.loadMarkets();
  const file = openSync(join(folder, 'alone'), 'w');
  let made = 0;
  let written = 0;
  return {
    async strike() {
      const clientOrderId = (++made).toString(16).padStart(32, 'a');
      const quoted = process.hrtime.bigint();
      await client.createOrder(MARKET, 'market', 'buy', '0.01', undefined, { clientOrderId });
      return { clientOrderId, quoted, written: quoted };
    },
    disk() {
      const began = process.hrtime.bigint();
      written += writeSync(file, PAGES, 0, PAGES.length, written);
      fdatasyncSync(file);
      return Number(process.hrtime.bigint() - began) / 1e6;
    },
    async close() {
      closeSync(file);
      await client.close();
    },
  };
}
