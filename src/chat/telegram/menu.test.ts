import { describe, expect, test } from 'vitest';
import { started, texts } from '#test/fakes/telegram/adapterStage.ts';

describe('menus', () => {
  test('show strangers what helps them in, and everybody else what their role may do', async () => {
    await using world = await started();
    const { fake, door, ann, telegram } = world;
    const bob = fake.person({ id: 222, first_name: 'Bob' });
    await fake.until(() => fake.menuOf(ann)[0]?.description === 'For a trader');
    expect(fake.menuOf(bob).map(({ command }) => command)).toEqual(['help']);
    door.people.set('222', 'owner').delete('111');
    telegram.refreshMenus();
    await fake.until(() => fake.menuOf(bob)[0]?.description === 'For a owner' && fake.menuOf(ann)[0]?.command === 'help');
    const before = fake.calls.length;
    telegram.refreshMenus();
    fake.says(ann, 'x');
    await fake.until(() => texts(fake).length === 1);
    expect(fake.calls.slice(before).filter(({ method }) => method.endsWith('MyCommands'))).toEqual([]);
  });
});
