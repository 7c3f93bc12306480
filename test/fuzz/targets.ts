import type { Target } from './target.ts';
import { discordAdapter, discordInteractions } from './targets/discord.ts';
import { discordErrors, modelErrors, telegramErrors } from './targets/errors.ts';
import { envelopes, newsFiles, newsLines, plainBackups, sealedBackups, usageLogs, vaultFiles, wrappedKeys } from './targets/files.ts';
import { saidLines, strangersHeard, typedLines } from './targets/lines.ts';
import { logLines, shownTexts, socketAnswers, socketLines } from './targets/machine.ts';
import {
  completions,
  drafts,
  lookUps,
  newsAnswers,
  recordedAnswers,
  statements,
  strategistAnswers,
  streams,
  waits,
} from './targets/model.ts';
import { candleFiles, livePrices, packedCandleFiles } from './targets/prices.ts';
import { prompts, setSettings, settingsFiles, shellArguments, typedKeys, wholeSettings } from './targets/settings.ts';
import { telegramAdapter, telegramUpdates } from './targets/telegram.ts';
import { valrAnswers, valrPrices, valrRows } from './targets/valr.ts';
import { VENUE_RECORDS, venueErrors } from './targets/venue.ts';

/** Everything in Heron that takes bytes from outside. */
export const TARGETS: readonly Target[] = [
  telegramUpdates,
  telegramAdapter,
  discordInteractions,
  discordAdapter,
  telegramErrors,
  discordErrors,
  typedLines,
  saidLines,
  strangersHeard,
  completions,
  streams,
  strategistAnswers,
  drafts,
  newsAnswers,
  statements,
  lookUps,
  recordedAnswers,
  modelErrors,
  waits,
  ...VENUE_RECORDS,
  venueErrors,
  valrRows,
  valrAnswers,
  valrPrices,
  livePrices,
  candleFiles,
  packedCandleFiles,
  settingsFiles,
  setSettings,
  wholeSettings,
  prompts,
  shellArguments,
  typedKeys,
  vaultFiles,
  envelopes,
  usageLogs,
  wrappedKeys,
  sealedBackups,
  plainBackups,
  newsLines,
  newsFiles,
  socketLines,
  socketAnswers,
  logLines,
  shownTexts,
];
