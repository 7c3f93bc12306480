import type { World } from './world.ts';

const MINUTE_MS = 60_000;

/** What goes wrong by the minute, whatever Heron does: chats and venue that are not there, a machine whose clock jumps or that stands still. */
export function weather(world: World): void {
  const { scheduler, chances, rates, chats, venue } = world;
  const draw = (): number => chances.next();
  const [telegram, discord, down, downFor, storm, jump, jumpBy, stop, stopFor] = [
    draw(),
    draw(),
    draw(),
    draw(),
    draw(),
    draw(),
    draw(),
    draw(),
    draw(),
  ];
  const [halted, haltedFor, restart, full, fullFor] = [draw(), draw(), draw(), draw(), draw()];
  const lasts = (share: number, longest: number): number => Math.floor(scheduler.now + 10_000 + share * longest);
  if (telegram < rates.chatDown * 0.5) {
    chats.downUntil.telegram = lasts(downFor, 180_000);
    world.tell('Telegram is down');
  }
  if (discord < rates.chatDown * 0.5) {
    chats.downUntil.discord = lasts(storm, 180_000);
    world.tell('Discord is down');
  }
  if (down < rates.lostBefore * 0.3) {
    venue.net.downUntil = lasts(downFor, 90_000);
    world.tell('the venue cannot be reached');
  }
  if (jump < rates.clockJump * 3) {
    const by = jumpBy < 0.5 ? (jumpBy < 0.25 ? -1_500 : 1_500) : jumpBy < 0.75 ? -3_600_000 : 3_600_000;
    world.aheadMs += by;
    world.tell(`the clock of the machine jumps by ${by / 1_000} s`);
    // Somebody or something sets it right.
    scheduler.in(30_000 + Math.floor(stopFor * 240_000), () => {
      world.aheadMs = 0;
    });
  }
  if (stop < rates.clockJump * 2) world.standsStill(5_000 + Math.floor(stopFor * 600_000));
  if (halted < rates.reject * 0.3) {
    const { symbol } = venue.kind.market;
    venue.exchange.change(symbol, { status: 'halted' });
    world.tell('the venue halts the market');
    scheduler.in(20_000 + Math.floor(haltedFor * 100_000), () => venue.exchange.change(symbol, { status: 'trading' }));
  }
  if (full < rates.storage * 8) world.fillDisk(2_000 + Math.floor(fullFor * 60_000));
  if (restart < rates.crash) void world.restart();
  scheduler.in(MINUTE_MS, () => {
    if (!world.isHealed) weather(world);
  });
}
