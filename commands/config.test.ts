import { expect, it } from 'vitest';
import { openWorld } from '#test/harness.ts';

it('/config shows whether there is a token, and never the token, to nobody', async () => {
  const [telegram, discord, model] = [
    '8012345678:AAmadeupmadeupmadeupmadeupmadeupmad',
    'MTA0.madeup.made-up-made-up',
    'sk-madeup-made-up-made-up',
  ];
  await using world = await openWorld({
    sets: [`telegram.token=${telegram}`, `discord.token=${discord}`, `model.token=${model}`, 'model.name=m'],
  });
  const answers = await Promise.all(
    ['/config', '/config telegram', '/config telegram.token', '/config discord.token', '/config model.token'].map((line) =>
      world.says(line),
    ),
  );
  expect(answers[0]).toContain('telegram.token = [set] (--set)');
  expect(answers[2]).toContain('telegram.token = [set]');
  expect(answers[3]).toContain('discord.token = [set]');
  expect(answers[4]).toContain('model.token = [set]');
  const everything = JSON.stringify([answers, world.app.settings.entries(), world.ledger.all('select * from event'), world.shown]);
  for (const token of [telegram, discord, model]) expect(everything).not.toContain(token);
  await using without = await openWorld();
  expect(await without.says('/config telegram.token')).not.toContain('[set]');
});
