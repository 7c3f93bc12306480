import { expect, it } from 'vitest';
import { openWorld } from '#test/harness.ts';

it('half a sign, in a text or a name or where a long text is cut, breaks no seal and no chain', async () => {
  await using world = await openWorld();
  const ann = world.person('telegram', '111', 'owner', 'Ann');
  await ann.says('/nonsense \ud83d');
  await ann.says(`/halt ${'x'.repeat(3_993)}😀`);
  await world.person('telegram', '666', undefined, 'Mallory \udc00').says('/status \ud83d');
  await world.says(`/resume ${'y'.repeat(185)}😀`);
  expect((await world.audit()).findings).toEqual([]);
});
