import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { createDispatch } from '#src/chat/dispatch.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { openWorld, type World } from '#test/harness.ts';

const CHAT = 'telegram:-5';

/** A group on Telegram in which somebody of a role speaks. */
async function group(): Promise<{ world: World; says: (line: string, role?: 'viewer' | 'trader') => Promise<string> }> {
  const world = await openWorld({ sets: ['owner.zone=Europe/Berlin'] });
  world.ledger.transact((tx) =>
    tx.append({
      kind: 'chat.opened',
      subject: CHAT,
      actor: 'heron',
      data: { id: CHAT, platform: 'telegram', chat_id: '-5', kind: 'group', title: 'desk', person_id: null },
    }),
  );
  const dispatch = createDispatch({ app: world.app, commands: createRegistry(commands), report: ({ error }) => world.bugs.push(error) });
  let updates = 0;
  const says = async (text: string, role: 'viewer' | 'trader' = 'trader'): Promise<string> => {
    const user = { actor: 'user:telegram:111:Ann', role };
    const reply = await dispatch({ platform: 'telegram', updateId: String(++updates), chat: CHAT, user, text });
    return reply === undefined ? '' : toPlainText(reply);
  };
  return { world, says };
}

describe('/notify', () => {
  it('lists every kind with how this chat gets it, and changes one', async () => {
    const { world, says } = await group();
    await using _ = world;
    const before = await says('/notify', 'viewer');
    expect(
      before.match(/^\w+ (?= *(?:on|silent|off))|^(?:proposal|answer|fill|close|stop|risk|halt|order|audit|learning|summary|system)\b/gm),
    ).toHaveLength(12);
    expect(await says('/notify fill silent')).toContain('fill is silent in this chat now.');
    expect(await says('/notify fill')).toContain('fill is silent in this chat\n');
    expect(world.events('notice.set').map(({ subject, actor, data }) => ({ subject, actor, ...data }))).toEqual([
      { subject: CHAT, actor: 'user:telegram:111:Ann', kind: 'fill', mode: 'silent' },
    ]);
  });

  it('never turns off what nobody may miss, and says so', async () => {
    const { world, says } = await group();
    await using _ = world;
    for (const kind of ['halt', 'order', 'audit']) {
      expect(await says(`/notify ${kind} off`)).toMatch(/these are never off\.\nNobody may miss them\./);
      expect(await says(`/notify ${kind} silent`)).toContain(`${kind} is silent`);
    }
    expect(world.events('notice.set').map(({ data }) => data.mode)).toEqual(['silent', 'silent', 'silent']);
  });

  it('lets viewers look and traders choose, and has nothing to choose at the terminal', async () => {
    const { world, says } = await group();
    await using _ = world;
    expect(await says('/notify fill off', 'viewer')).toContain('needs the role trader');
    expect(await world.says('/notify fill off')).toContain('This screen shows everything.');
    expect(await says('/notify everything off')).toContain('Usage: /notify');
    expect(world.events('notice.set')).toEqual([]);
  });
});

describe('/quiet', () => {
  it('sets hours in the zone of the owner or another one, and ends them', async () => {
    const { world, says } = await group();
    await using _ = world;
    expect(await says('/quiet 22-7')).toContain('Quiet from 22:00 to 07:00, Europe/Berlin.');
    expect(await says('/quiet 23:30-06:00 america/new_york')).toContain('Quiet from 23:30 to 06:00, America/New_York.');
    expect(await says('/notify')).toContain('Quiet from 23:30 to 06:00, America/New_York');
    expect(await says('/quiet off')).toContain('no quiet hours now');
    expect(world.ledger.memory.chats.get(CHAT)).toMatchObject({ quiet_from: null, quiet_to: null, quiet_zone: null });
  });

  it('says what it does not understand, and changes nothing', async () => {
    const { world, says } = await group();
    await using _ = world;
    expect(await says('/quiet at night')).toContain('at is no span of hours.');
    expect(await says('/quiet 22:00-07:00 Atlantis')).toContain('There is no time zone Atlantis.');
    expect(await world.says('/quiet 22:00-07:00')).toContain('This screen makes no sound.');
    expect(world.events('quiet.set')).toEqual([]);
  });
});
