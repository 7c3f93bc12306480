import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { instant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { draw } from './draw.ts';
import { createPainter, type Painter, type PainterOptions } from './painter.ts';
import { conditionSample, scoreSample } from './sample.ts';

/** A thread that does what its script says; `port` is where the charts come in. */
const thread = (script: string): URL =>
  new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort as port } from 'node:worker_threads';\n${script}`)}`);
const ECHO = 'port.on("message", ({ title }) => port.postMessage({ png: new TextEncoder().encode(title) }));';
const titled = (title: string) => ({ ...scoreSample(), title });
const text = (png: Uint8Array): string => new TextDecoder().decode(png);

let painter: Painter;
const open = (options: Partial<PainterOptions> = {}): Painter => {
  painter = createPainter({ clock: new VirtualClock(instant(0)), ...options });
  return painter;
};
afterEach(() => painter.close());

describe('the painter', () => {
  it('draws in another thread what would be drawn here', async () => {
    const png = await open({ clock: systemClock() }).paint(conditionSample());
    expect(Buffer.from(png).equals(draw(conditionSample()))).toBe(true);
  });

  it('draws one after the other, each for whoever asked for it', async () => {
    open({ thread: thread(ECHO) });
    const names = ['one', 'two', 'three', 'four'];
    const drawn = await Promise.all(names.map((name) => painter.paint(titled(name))));
    expect(drawn.map(text)).toEqual(names);
  });

  it('says that a picture cannot be drawn, and draws the next one in the same thread', async () => {
    open({
      thread: thread(
        `let n = 0; port.on('message', () => port.postMessage(n++ === 0 ? { failed: 'no ink' } : { png: new Uint8Array([n]) }));`,
      ),
    });
    await expect(painter.paint(titled('a'))).rejects.toThrow('the picture cannot be drawn: no ink');
    expect([...(await painter.paint(titled('b')))]).toEqual([2]);
  });

  it('takes a new thread when the old one has died, also for what was waiting', async () => {
    open({
      thread: thread(
        `port.on('message', ({ title }) => { if (title === 'bad') process.exit(3); port.postMessage({ png: new Uint8Array([7]) }); });`,
      ),
    });
    const bad = painter.paint(titled('bad'));
    const good = painter.paint(titled('good'));
    await expect(bad).rejects.toThrow('what draws has died: exit 3');
    expect([...(await good)]).toEqual([7]);
  });

  it('fails when its thread cannot even begin', async () => {
    open({ thread: thread('throw new Error("no canvas here")') });
    await expect(painter.paint(titled('a'))).rejects.toThrow('no canvas here');
    await expect(painter.paint(titled('b'))).rejects.toThrow('no canvas here');
  });

  it('gives up a picture after five seconds, and the thread that hangs with it', async () => {
    const clock = new VirtualClock(instant(0));
    open({
      clock,
      thread: thread(
        `port.on('message', ({ title }) => { while (title === 'endless'); port.postMessage({ png: new Uint8Array([1]) }); });`,
      ),
    });
    const endless = painter.paint(titled('endless'));
    const next = painter.paint(titled('next'));
    const said = expect(endless).rejects.toThrow('the picture was not drawn within 5 s');
    clock.advanceTo(instant(4_999));
    clock.advanceTo(instant(5_000));
    await said;
    expect([...(await next)]).toEqual([1]);
  });

  it('lets its thread go after a minute without a picture, and begins anew with the next one', async () => {
    const clock = new VirtualClock(instant(0));
    open({ clock, thread: thread(`let n = 0; port.on('message', () => port.postMessage({ png: new Uint8Array([++n]) }));`) });
    const count = async (): Promise<number | undefined> => (await painter.paint(titled('a')))[0];
    expect(await count()).toBe(1);
    clock.advanceTo(instant(59_999));
    expect(await count()).toBe(2);
    clock.advanceTo(instant(119_998));
    expect(await count()).toBe(3);
    clock.advanceTo(instant(179_998));
    expect(await count()).toBe(1);
  });

  it('rejects what waits when it is closed, and everything after', async () => {
    open({ thread: thread("port.on('message', () => undefined);") });
    const both = Promise.allSettled([painter.paint(titled('a')), painter.paint(titled('b'))]);
    await painter.close();
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(painter.paint(titled('c'))).rejects.toThrow('the painter is closed');
  });

  it('never loads the canvas where trading happens, and does not keep an idle process alive', () => {
    const script = `
      import { Module } from 'node:module';
      import { createPainter } from '#src/chart/painter.ts';
      import { scoreSample } from '#src/chart/sample.ts';
      const clock = { after(ms, run) { const timer = setTimeout(run, ms); timer.unref(); return { cancel: () => clearTimeout(timer) }; } };
      const png = await createPainter({ clock }).paint(scoreSample());
      console.log(png.length > 1000, Object.keys(Module._cache).filter((file) => file.includes('canvas')).length);`;
    const args = ['--input-type=module-typescript', '-e', script];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 })).toBe('true 0\n');
  });

  it('does not hand its environment to what draws', async () => {
    process.env.HERON_TEST_SECRET = 'secret';
    open({ thread: thread("port.on('message', () => port.postMessage({ png: new TextEncoder().encode(JSON.stringify(process.env)) }));") });
    const seen = text(await painter.paint(titled('a')));
    delete process.env.HERON_TEST_SECRET;
    expect(seen).not.toContain('HERON_TEST_SECRET');
  });
});
