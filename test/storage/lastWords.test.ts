import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeTelegram } from '#test/fakes/telegram/fakeTelegram.ts';
import { HeronProcess, heron, rows } from '#test/shell/heron.ts';
import { FailingDisk, INPUT_OUTPUT, NO_SPACE, noDisk } from './disk.ts';

/** Ten minutes of market a second: something is to be written all the time. */
const SETS = ['simulated.speed=600', 'simulated.historyDays=9', 'policy.autopilot=true'].flatMap((one) => ['--set', one]);
const ANN = { id: 111, first_name: 'Ann' };

/** A Heron on a disk that can fail, with Ann, its owner, on Telegram. */
async function startWith(disk: FailingDisk, fake: FakeTelegram): Promise<HeronProcess> {
  const env = { ...disk.env, HERON_TELEGRAM__TOKEN: fake.token, HERON_TELEGRAM__APIROOT: fake.root };
  const running = new HeronProcess(['start', '--ledger', join(disk.folder, 'heron.db'), ...SETS], { cwd: disk.folder, env });
  await running.until(/Heron is watching/);
  running.say('/pair owner');
  await running.until(/send it \/pair \S+/);
  fake.says(fake.person(ANN), `/pair ${/send it \/pair (\S+)/.exec(running.stdout)?.[1]}`);
  await fake.until(() => fake.said(ANN.id).some(({ text }) => text.includes('Welcome')), 60_000);
  return running;
}

describe.skipIf(noDisk !== undefined)(`a Heron whose ledger cannot be written${noDisk === undefined ? '' : `: skipped, ${noDisk}`}`, () => {
  it.each([
    ['its disk is full (FI-53)', NO_SPACE, /ledger cannot be written: its disk is full/, /Free space on the disk/, /disk is full/],
    [
      'its disk does not work (FI-53)',
      INPUT_OUTPUT,
      /ledger cannot be written: its disk does not work/,
      /Look at the disk/,
      /disk I\/O error/,
    ],
  ])(
    'says so in every chat although it cannot write it down, stops, and goes on when the disk does: %s',
    async (_, errno, what, hint, refusal) => {
      using disk = new FailingDisk();
      await using fake = await FakeTelegram.open({ limits: false });
      const running = await startWith(disk, fake);
      disk.fails(errno);
      const { code } = await running.ended;
      expect(code).toBe(1);
      const [told] = fake.said(ANN.id).slice(-1);
      for (const said of [told?.text ?? '', running.stdout]) {
        expect(said).toMatch(what);
        expect(said).toMatch(/what could not be written was not sent/);
        expect(said).toMatch(hint);
      }
      // While the disk fails the next start does not begin, and says why.
      const refused = new HeronProcess(['start', '--ledger', join(disk.folder, 'heron.db')], { cwd: disk.folder, env: disk.env });
      expect(await refused.ended).toMatchObject({ code: 78, stdout: '', stderr: expect.stringMatching(refusal) });
      disk.heals();
      const again = new HeronProcess(['start', '--ledger', join(disk.folder, 'heron.db'), ...SETS], { cwd: disk.folder });
      await again.until(/Heron is watching/);
      again.child.stdin.end();
      expect(await again.ended).toMatchObject({ code: 0 });
      expect(await heron(['audit', '--ledger', 'heron.db'], { cwd: disk.folder })).toMatchObject({ code: 0, stderr: '' });
      expect(rows(join(disk.folder, 'heron.db'), 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    },
  );
});
