import { describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import type { Model } from '#src/model/port.ts';
import type { StrategistDeps } from './strategist/port.ts';
import { strategistOf } from './strategists.ts';

const model = { name: 'thinker-1' } as Model;

/** The name of the strategist that a desk gets. */
async function nameOf(named: string, withModel: boolean): Promise<string> {
  const sets = [`desk.strategist=${named}`, ...(withModel ? ['model.name=thinker-1'] : [])];
  const settings = loadSettings({ env: {}, folder: '/nowhere', sets }).values;
  const { name } = await strategistOf(settings, { settings, ...(withModel ? { model } : {}) } as StrategistDeps);
  return name;
}

describe('the strategist of a desk', () => {
  it('is the model where one is named and nothing else is asked for, else the rules', async () => {
    expect(await nameOf('auto', true)).toBe('llm');
    expect(await nameOf('auto', false)).toBe('smc');
  });

  it('is the one that is asked for', async () => {
    expect(await nameOf('smc', true)).toBe('smc');
    expect(await nameOf('llm', true)).toBe('llm');
  });

  it('cannot be a model that nobody named: that is said before anything starts', async () => {
    await expect(nameOf('llm', false)).rejects.toThrow('desk.strategist is llm, and no model is named in model.name');
  });
});
