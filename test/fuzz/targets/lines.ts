import fc from 'fast-check';
import { commands } from '#commands/index.ts';
import { parse } from '#src/chat/parse.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Heard } from '#src/chat/platform.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { openWorld, type World } from '#test/harness.ts';
import { Flaw, faultOfSentence, holds, PLANTED } from '../flaw.ts';
import { mutatedText } from '../mutated.ts';
import { anyText } from '../strange.ts';
import { target } from '../target.ts';

const EXAMPLES = commands.flatMap(({ examples, name, aliases }) => [
  ...examples,
  `/${name}`,
  ...Object.keys(aliases ?? {}).map((alias) => `/${alias}`),
]);
const words = fc.array(
  fc.oneof(anyText, fc.constantFrom('c1', 't1', 'o1', 'all', 'BTC/USDT', '1', '999999999999', 'on', '22:00-06:00', '"', '“a b”')),
  { maxLength: 6 },
);
const commandLine = fc
  .tuple(fc.constantFrom(...commands.map(({ name }) => name)), words)
  .map(([name, list]) => `/${name} ${list.join(' ')}`);

/** Lines: examples of the commands that somebody damaged, commands with words that they do not take, and any text at all. */
const line: fc.Arbitrary<string> = fc.oneof(mutatedText(...EXAMPLES), commandLine, anyText);

export const typedLines = target<string>({
  name: 'lines of chat, parsed',
  at: 'src/chat/parse.ts',
  weight: 14,
  open() {
    const registry = createRegistry(commands);
    return {
      inputs: line,
      take(text) {
        const parsed = parse(text, registry);
        if ('fault' in parsed) {
          // It may hold what was typed: who reads it has typed it.
          const fault = faultOfSentence(`${parsed.fault}.`.replaceAll(PLANTED, ''), text);
          holds(fault === undefined, `the fault ${fault}: ${parsed.fault}`);
        }
        if ('args' in parsed)
          holds(
            Object.keys(parsed.args).every((key) => key in parsed.command.args.shape),
            'it has an argument that nobody declared',
          );
      },
    };
  },
});

/** Another world after so many lines, so that none grows without end. */
const LINES_A_WORLD = 1_500;
const BUG = 'went wrong';
const freshWorld = (): Promise<World> =>
  openWorld({
    path: ':memory:',
    prices: { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200 },
    sets: ['policy.autoUpToPct=0', 'chat.lockAfterRefusals=1000000'],
  });

/** What no word of a stranger may change. */
const stateOf = ({ ledger }: World): string =>
  JSON.stringify([
    ledger.all('select id, status from condition order by id'),
    ledger.all('select id, status from "order" order by id'),
    ledger.all('select id, role, status from person order by id'),
    ledger.get('select count(*) as n from posting'),
    ledger.get('select count(*) as n from approval'),
    ledger.memory.halt ?? null,
    [...ledger.memory.schedules.keys()],
    [...ledger.memory.notices.keys()],
  ]);

function checkReply(reply: { title: string; blocks: readonly unknown[] }, text: string): void {
  const shown = toPlainText(reply as never);
  holds(shown.trim() !== '', 'the answer is empty');
  for (const raw of ['[object ', '\n    at ', 'Cannot read', 'is not a function'])
    if (shown.includes(raw) && !text.includes(raw.trim()))
      throw new Flaw(`the answer has raw words in it (${raw.trim()}): ${shown.slice(0, 300)}`);
}

export const saidLines = target<string>({
  name: 'lines of chat, answered',
  at: 'src/chat/dispatch.ts',
  weight: 0.6,
  async open() {
    let world = await freshWorld();
    let left = LINES_A_WORLD;
    return {
      inputs: line,
      async take(text) {
        if (left-- === 0) {
          await world.end();
          world = await freshWorld();
          left = LINES_A_WORLD;
        }
        const bugs = world.bugs.length;
        const reply = await world.asks(text);
        if (world.bugs.length > bugs) throw new Flaw(`a bug behind the answer: ${String((world.bugs.splice(bugs)[0] as Error)?.stack)}`);
        holds(!reply.title.includes(BUG), 'the answer is that of a bug');
        checkReply(reply, text);
      },
      close: () => world.end(),
    };
  },
});

const heard: fc.Arbitrary<Heard> = fc.record({
  platform: fc.constantFrom('telegram', 'discord'),
  updateId: fc.oneof(fc.bigInt({ min: 0n, max: 1n << 60n }).map(String), anyText),
  channel: fc.oneof(fc.constantFrom('telegram:666', 'discord:666', 'telegram:-5', 'terminal', 'shell', 'telegram:111'), anyText),
  chatKind: fc.constantFrom('private', 'group'),
  chatTitle: anyText,
  userId: fc.oneof(
    fc.constantFrom(undefined, '666', '', '0', '-1', '1e3', '111 ', '0111'),
    anyText.filter((id) => id !== '111'),
  ),
  userName: anyText,
  said: fc.oneof(
    line.map((text) => ({ text })),
    fc.record({ token: anyText, messageRef: fc.oneof(fc.constantFrom('t1', 'p1', ''), anyText) }),
  ),
});

export const strangersHeard = target<Heard>({
  name: 'strangers at the front door',
  at: 'src/chat/frontDoor.ts',
  weight: 1,
  async open() {
    const renewed = async (): Promise<World> => {
      const made = await freshWorld();
      made.person('telegram', '111', 'owner');
      await made.proposes();
      return made;
    };
    let world = await renewed();
    let before = stateOf(world);
    let left = LINES_A_WORLD;
    return {
      inputs: heard,
      async take(one) {
        if (left-- === 0) {
          await world.end();
          world = await renewed();
          before = stateOf(world);
          left = LINES_A_WORLD;
        }
        const answer = await world.frontDoor.hear(one);
        if (world.bugs.length > 0) throw new Flaw(`a bug behind the answer: ${String((world.bugs.splice(0)[0] as Error)?.stack)}`);
        if (answer !== undefined) checkReply(answer.reply, JSON.stringify(one));
        if (stateOf(world) !== before) throw new Flaw('a stranger changed something');
      },
      close: () => world.end(),
    };
  },
});
