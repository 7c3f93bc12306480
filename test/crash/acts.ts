import type { Condition } from '#src/domain/condition.ts';
import type { Rng } from '#src/domain/rng.ts';
import type { LiveHeron } from './liveHeron.ts';

/** Prices stay within this part of where they began, so that a chain can be as long as it wants. */
const MIDDLE = 64_000;
const DRIFT = 0.15;

/** Something that a life can do; each leaves Heron in a state from which any other can follow. */
export interface Act {
  readonly name: string;
  /** Whether it makes sense now. */
  readonly fits: (heron: LiveHeron) => boolean;
  /** How likely it is among those that fit. */
  readonly weight: number;
  readonly run: (heron: LiveHeron, rng: Rng) => Promise<void>;
}

const memory = (heron: LiveHeron) => heron.world.ledger.memory;
const isHalted = (heron: LiveHeron): boolean => memory(heron).halt !== undefined;
const conditionIn = (heron: LiveHeron, status: Condition['status']): Condition | undefined =>
  [...memory(heron).conditions.values()].find((one) => one.status === status);
const hasPosition = (heron: LiveHeron): boolean => memory(heron).positions.size > 0;
const entryRests = (heron: LiveHeron): boolean =>
  [...memory(heron).orders.values()].some(({ order }) => order.purpose === 'entry' && order.status === 'open');
const inDoubt = (heron: LiveHeron): boolean =>
  [...memory(heron).orders.values()].some(({ order }) => ['submitting', 'unknown', 'needs_human'].includes(order.status));
const isIdle = (heron: LiveHeron): boolean =>
  !isHalted(heron) && !hasPosition(heron) && memory(heron).orders.size === 0 && memory(heron).conditions.size === 0;

async function settles(heron: LiveHeron): Promise<void> {
  for (let i = 0; i < 3; i++) await heron.seconds(1);
}

/** The price at which what is armed acts. */
const levelOf = ({ entry }: Condition, heron: LiveHeron): number => (entry.type === 'price' ? Number(entry.level) : heron.last);

async function proposes(heron: LiveHeron): Promise<void> {
  const price = heron.last;
  const at = (share: number): number => Math.round(price * share);
  await heron.world.suggests({
    market: heron.market,
    entry: at(1.002),
    stop: at(0.985),
    targets: [
      [at(1.015), 50],
      [at(1.03), 50],
    ],
    riskPct: 0.3,
    hours: 3,
  });
}

async function crosses(heron: LiveHeron, offered?: number): Promise<void> {
  const armed = conditionIn(heron, 'armed');
  if (armed === undefined) return;
  const level = levelOf(armed, heron);
  if (heron.last >= level) await heron.seconds(1, level - 60);
  await heron.seconds(1, level + 10, offered);
}

const conditionOf = (heron: LiveHeron): Condition | undefined => {
  const [position] = memory(heron).positions.values();
  return position === undefined ? undefined : memory(heron).conditions.get(position.conditionId);
};

/** The price goes to a level in a few steps. */
async function walks(heron: LiveHeron, to: number): Promise<void> {
  const from = heron.last;
  for (let step = 1; step <= 3; step++) await heron.seconds(2, Math.round(from + ((to - from) * step) / 3));
  await settles(heron);
}

/** Everything that happens in a life. */
const ACTS: readonly Act[] = [
  {
    name: 'proposes',
    weight: 6,
    fits: isIdle,
    async run(heron) {
      const off = heron.last / MIDDLE - 1;
      if (Math.abs(off) > DRIFT) await heron.minutes(2, heron.last * (off > 0 ? 0.97 : 1.03));
      await proposes(heron);
    },
  },
  {
    name: 'is approved in the chat',
    weight: 6,
    fits: (heron) => conditionIn(heron, 'proposed') !== undefined && !isHalted(heron),
    async run(heron) {
      const id = conditionIn(heron, 'proposed')?.id ?? '';
      const isAnswered = (): boolean => memory(heron).conditions.get(id)?.status !== 'proposed';
      if (!(await heron.inChat({ verb: 'taps', label: 'Approve' }, isAnswered))) await heron.world.says(`/approve ${id}`);
      await heron.seconds(1);
    },
  },
  {
    name: 'enters',
    weight: 6,
    fits: (heron) => conditionIn(heron, 'armed') !== undefined && !isHalted(heron),
    async run(heron) {
      await crosses(heron);
      await settles(heron);
    },
  },
  {
    name: 'enters, and its order rests',
    weight: 4,
    fits: (heron) => conditionIn(heron, 'armed') !== undefined && !isHalted(heron),
    async run(heron) {
      await crosses(heron, 0);
      for (let i = 0; i < 2; i++) await heron.seconds(1, heron.last, 0);
    },
  },
  {
    name: 'is filled in parts',
    weight: 8,
    fits: entryRests,
    async run(heron, rng) {
      const parts = 2 + Math.floor(rng.next() * 3);
      for (let part = 1; part <= parts; part++) {
        const [resting] = (await heron.look()).resting;
        if (resting === undefined) break;
        const amount = part === parts ? resting.left : (Number(resting.left) / 2).toFixed(3);
        if (Number(amount) > 0) await heron.tell({ verb: 'execute', clientOrderId: resting.clientOrderId, amount });
        for (let i = 0; i < 2; i++) await heron.seconds(2, heron.last, 0);
      }
      await settles(heron);
    },
  },
  {
    name: 'cancels what rests',
    weight: 2,
    fits: entryRests,
    async run(heron) {
      const resting = [...memory(heron).orders.values()].find(({ order }) => order.purpose === 'entry' && order.status === 'open');
      await heron.world.says(`/cancel ${resting?.order.id}`);
      for (let i = 0; i < 3; i++) await heron.seconds(2, heron.last, 0);
    },
  },
  {
    name: 'reaches a target',
    weight: 6,
    fits: (heron) => hasPosition(heron) && conditionOf(heron) !== undefined,
    async run(heron) {
      const targets = conditionOf(heron)?.targets.map(({ price }) => Number(price)) ?? [];
      const next = targets.find((price) => price > heron.last) ?? heron.last * 1.01;
      await walks(heron, next + 20);
    },
  },
  {
    name: 'is stopped out',
    weight: 2,
    fits: hasPosition,
    async run(heron) {
      await walks(heron, heron.last * 0.965);
    },
  },
  {
    name: 'closes by hand',
    weight: 3,
    fits: hasPosition,
    async run(heron) {
      const isClosed = (): boolean => memory(heron).positions.size === 0;
      if (!(await heron.inChat({ verb: 'says', text: '/close all' }, () => asksToCancel(heron) || isClosed())))
        await heron.world.says('/close all');
      await settles(heron);
      await settles(heron);
    },
  },
  {
    name: 'halts',
    weight: 1.5,
    fits: (heron) => !isHalted(heron),
    async run(heron) {
      if (!(await heron.inChat({ verb: 'says', text: '/halt a drill' }, () => isHalted(heron)))) await heron.world.says('/halt a drill');
      // What is armed would act here, were it not halted.
      await crosses(heron);
      await settles(heron);
    },
  },
  {
    name: 'resumes',
    weight: 6,
    fits: isHalted,
    async run(heron) {
      await heron.world.says('/resume "resume trading"');
      await heron.seconds(1);
    },
  },
  {
    name: 'waits for what is in doubt',
    weight: 6,
    fits: inDoubt,
    async run(heron) {
      await heron.minutes(1);
      await settlesByHand(heron);
    },
  },
  {
    name: 'reflects',
    weight: 1,
    fits: () => true,
    async run(heron) {
      await heron.world.says('/reflect');
    },
  },
  {
    name: 'hears of money that came',
    weight: 0.7,
    fits: () => true,
    async run(heron, rng) {
      if (heron.market.includes(':') && rng.next() < 0.5) await heron.tell({ verb: 'fund', rate: '0.0001' });
      else await heron.tell({ verb: 'deposit', amount: '1.23456' });
      await heron.minutes(3);
    },
  },
  {
    name: 'lets time pass',
    weight: 1,
    fits: () => true,
    run: (heron) => heron.minutes(2),
  },
];

const asksToCancel = (heron: LiveHeron): boolean =>
  [...memory(heron).orders.values()].some(({ order }) => order.purpose === 'manual') || !hasPosition(heron);

/** Where orders have no deadline only a person can say that one is not there: here it is somebody who has looked. */
export async function settlesByHand(heron: LiveHeron): Promise<void> {
  const { orders } = await heron.look();
  for (const { order } of [...memory(heron).orders.values()])
    if (order.status === 'needs_human' && !orders.includes(order.clientOrderId)) await heron.world.says(`/settle ${order.id} absent sure`);
}

/** What comes next: any of those that fit, by their weights. */
export function nextAct(heron: LiveHeron, rng: Rng): Act {
  const fitting = ACTS.filter(({ fits }) => fits(heron));
  let left = rng.next() * fitting.reduce((total, { weight }) => total + weight, 0);
  for (const act of fitting) {
    left -= act.weight;
    if (left <= 0) return act;
  }
  return fitting.at(-1) as Act;
}
