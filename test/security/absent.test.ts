import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { slashJson } from '#src/chat/discord/menu.ts';
import { keysOf } from '#src/config/keys.ts';
import { loadSettings } from '#src/config/load.ts';
import { settingsSchema } from '#src/config/settings.ts';
import { VERBS } from '#src/shell/verbs.ts';

describe('what Heron does not have', () => {
  it('no setting names a port, a host to listen on, a webhook, a page or figures for others to fetch', () => {
    const words = /\bport|host|listen|webhook|\bweb\b|http|\bpage|metric|endpoint|mini|interaction|serve/i;
    expect([...keysOf(settingsSchema).leaves.keys()].filter((key) => words.test(key))).toEqual([]);
    for (const key of [
      'web.port',
      'http.port',
      'telegram.webhook',
      'telegram.webhookSecret',
      'discord.publicKey',
      'metrics.enabled',
      'miniApp.url',
    ])
      expect(() => loadSettings({ env: {}, folder: '/nowhere', sets: [`${key}=1`] }), key).toThrow(`${key} (--set) is not a setting`);
    expect(VERBS.flatMap(({ flags }) => Object.keys(flags)).filter((name) => words.test(name))).toEqual([]);
  });

  it('each command is hidden in the server until its owner allows it', () => {
    const offered = slashJson(commands, 'guild');
    expect(offered.length).toBeGreaterThan(20);
    expect(offered.filter(({ default_member_permissions: allowed }) => allowed !== '0')).toEqual([]);
  });
});
