import { describe, expect, it } from 'vitest';
import { openWorld } from '#test/harness.ts';

const line = (name: string, ok: boolean) => ({ name, ok, figure: `${name} as found`, hint: `Mend ${name}.` });

describe('/ready', () => {
  it('on paper says that it is another Heron that goes live', async () => {
    await using world = await openWorld();
    expect(await world.says('/ready')).toContain('This Heron trades on paper.');
    expect(world.events('gate.failed')).toEqual([]);
  });

  it('shows every line, and for each that is not good what to do', async () => {
    await using world = await openWorld();
    world.app.ready = async () => ({ ok: false, lines: [line('clock', true), line('backup', false)] });
    const reply = await world.asks('/ready');
    expect(reply).toMatchObject({ failed: true, tone: 'bad', data: { ok: false } });
    const said = await world.says('/ready');
    expect(said).toContain('1 of 2 checks are not good');
    expect(said).toMatch(/clock +good +clock as found/);
    expect(said).toContain('backup: Mend backup.');
    expect(said).not.toContain('Mend clock.');
    expect(said).toContain('Live stays closed');
  });

  it('that is passed says what may be done now, and by whom it was asked', async () => {
    await using world = await openWorld();
    const actors: string[] = [];
    world.app.ready = async (actor) => {
      actors.push(actor);
      return { ok: true, lines: [line('clock', true)] };
    };
    expect(await world.says('/ready')).toContain('an owner may say /live');
    expect(actors).toEqual(['user:terminal']);
    expect(await world.says('/ready', { role: 'trader' })).not.toContain('clock');
  });
});
