import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import type { AskVerbs } from '#src/ask/verbs.ts';
import { announce } from '#src/chat/announce.ts';
import { createDispatch } from '#src/chat/dispatch.ts';
import { Outbox } from '#src/chat/outbox.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { say } from '#src/chat/reply.ts';
import { openWorld, type World } from '#test/harness.ts';
import { createTerminal, type Ending, TERMINAL } from './terminal.ts';

/** A terminal on two streams; `isTTY` for the prompt, else a pipe. */
function terminalOf(world: World, isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY, columns: 100, rows: 40 });
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
  });
  const registry = createRegistry(commands);
  const dispatch = createDispatch({ app: world.app, commands: registry, report: ({ error }) => world.bugs.push(error) });
  let outbox: Outbox | undefined;
  const terminal = createTerminal({ app: world.app, commands: registry, dispatch, input, output, deliver: async () => outbox?.deliver() });
  outbox = new Outbox({ ledger: world.ledger, clock: world.clock, channel: () => terminal.channel, mergeAbove: 8 });
  return { terminal, input, output, outbox, screen: (): string => shown };
}

/** What is left when what moves a cursor or colors a screen is taken away. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the sequences of a terminal
const plain = (shown: string): string => shown.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '');

const turns = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('a pipe', () => {
  it('answers each line as plain text, in order, and ends with its input', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 } });
    const { terminal, input, screen } = terminalOf(world, false);
    input.end('/version\n\n# a comment\nstatus\n/nonsense\n');
    expect(await terminal.run()).toBe('ended' satisfies Ending);
    await turns();
    expect(screen()).toMatch(/^Heron [\s\S]+\n\nStatus · PAPER · SIMULATED[\s\S]+\n\nThere is no command \/nonsense\.\n[^\n]+\n\n$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(screen()).not.toMatch(/\u001b/);
  });

  it('answers a last line that has no line feed', async () => {
    await using world = await openWorld();
    const { terminal, input, screen } = terminalOf(world, false);
    input.end('/version');
    await terminal.run();
    await turns();
    expect(screen()).toContain('Heron ');
  });

  it('delivers what waits before it ends', async () => {
    await using world = await openWorld();
    const { terminal, input, screen } = terminalOf(world, false);
    world.ledger.within((tx, event) => announce(tx, event, [TERMINAL], world.app));
    world.ledger.transact((tx) => tx.append({ kind: 'feed.died', subject: 'BTC/USDT', actor: 'feed', data: { reason: 'no answer' } }));
    input.end();
    await terminal.run();
    await turns();
    expect(screen()).toContain('The prices of BTC/USDT stopped: no answer.');
  });
});

describe('the prompt', () => {
  it('answers and asks again, until quit', async () => {
    await using world = await openWorld();
    const { terminal, input, screen } = terminalOf(world, true);
    const ending = terminal.run();
    input.write('version\r');
    await turns();
    input.write('quit\r');
    expect(await ending).toBe('ended');
    expect(plain(screen())).toMatch(/^heron> version\nHeron \d[\s\S]+\n\nheron> quit\n/);
  });

  it('prints an answer as it grows, and each part of it once', async () => {
    await using world = await openWorld();
    const statements = [
      { text: 'One.', ids: ['t1'] },
      { text: 'Two.', ids: ['t2'] },
    ];
    const gate = Promise.withResolvers<void>();
    const asker: AskVerbs = {
      async ask(_, onStatement) {
        for (const statement of statements) onStatement?.(statement);
        await gate.promise;
        return { ok: true, statements, queries: ['trades'], dropped: 0 };
      },
    };
    Object.assign(world.app, { asker });
    const { terminal, input, screen } = terminalOf(world, true);
    const ending = terminal.run();
    input.write('/ask how was it?\r');
    await turns();
    expect(plain(screen())).toMatch(/Two\. \[t2\]$/);
    gate.resolve();
    await turns();
    input.write('quit\r');
    await ending;
    expect(plain(screen()).match(/One\.|Two\.|Looked up/g)).toEqual(['One.', 'Two.', 'Looked up']);
  });

  it('shows a card above the line that is being typed, and keeps the line', async () => {
    await using world = await openWorld();
    const { terminal, input, screen } = terminalOf(world, true);
    const ending = terminal.run();
    input.write('/appro');
    await turns();
    terminal.channel.send({ action: 'send', reply: say('A card'), taps: [], silent: false, nonce: '1' });
    input.write('ve c1\r');
    await turns();
    input.write('\u0004');
    await ending;
    expect(plain(screen())).toMatch(/heron> \/appro+A card\n\nheron> \/appro[\s\S]*There is no proposal c1\./);
  });

  it('completes a command with the ids of the ledger', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'] });
    await world.proposes();
    const { terminal, input, screen } = terminalOf(world, true);
    const ending = terminal.run();
    // Several keys at once are taken for a paste, in which a tab is a tab.
    for (const keys of ['/rej', '\t', 'c', '\t', '\r']) {
      input.write(keys);
      await turns();
    }
    await turns();
    input.write('quit\r');
    await ending;
    expect(plain(screen())).toContain('c1 is rejected; nothing will be opened.');
  });

  it('ends on Ctrl-C, and says that it was that', async () => {
    await using world = await openWorld();
    const { terminal, input } = terminalOf(world, true);
    const ending = terminal.run();
    input.write('half a line\u0003');
    expect(await ending).toBe('interrupted');
  });

  it('remembers what was said before a restart', async () => {
    await using world = await openWorld();
    await world.says('/performance hour');
    const { terminal, input, screen } = terminalOf(world, true);
    const ending = terminal.run();
    input.write('\u001b[A\r');
    await turns();
    input.write('quit\r');
    await ending;
    expect(plain(screen())).toContain('/performance hour\n');
    expect(plain(screen())).toContain('No trade is closed yet');
  });
});
