import type { APIAttachment, RawFile } from 'discord.js';
import type { Chart } from '#src/domain/chart.ts';
import { CODES, failureOf } from './failure.ts';
import type { Page, Row } from './render.ts';

const PICTURE = 'chart.png';

/** Draws a chart as PNG. */
export type Paint = (chart: Chart) => Promise<Uint8Array>;

/** JSON and files of one message. */
export interface Payload {
  readonly body: {
    readonly embeds: readonly object[];
    readonly components: readonly Row[];
    readonly attachments?: readonly object[];
    readonly allowed_mentions: { readonly parse: readonly [] };
  };
  readonly files: readonly RawFile[];
}

/** Nobody is pinged, whatever a text says. */
const NOBODY = { parse: [] } as const;

/** A page with its picture drawn and attached. A picture that cannot be drawn is told in its words instead: a message must not wait for a picture. */
export async function payloadOf(page: Page, paint: Paint): Promise<Payload> {
  const drawn = page.picture && (await paint(page.picture.chart).catch(() => undefined));
  if (page.picture === undefined || drawn === undefined) return { body: { ...bodyOf(withWords(page)), attachments: [] }, files: [] };
  const file = { name: PICTURE, data: Buffer.from(drawn), contentType: 'image/png' };
  const attachments = [{ id: 0, filename: PICTURE, description: page.picture.alt }];
  return { body: { ...bodyOf(page, true), attachments }, files: [file] };
}

/** The same where the message shows this very picture already: it stays. */
export const payloadKeeping = (page: Page, kept: Pick<APIAttachment, 'id'>): Payload => ({
  body: { ...bodyOf(page, true), attachments: [{ id: kept.id }] },
  files: [],
});

/** Sends a payload; when Discord finds something wrong with it, the page goes once more, with the picture told in its words. */
export async function insist<T>(page: Page, payload: Payload, send: (payload: Payload) => Promise<T>): Promise<T> {
  try {
    return await send(payload);
  } catch (error) {
    const { code } = failureOf(error);
    if (page.picture === undefined || (code !== CODES.invalidForm && code !== CODES.tooLarge)) throw error;
    return send({ body: { ...bodyOf(withWords(page)), attachments: [] }, files: [] });
  }
}

const bodyOf = ({ embed, rows }: Page, pictured = false): Payload['body'] => ({
  embeds: [{ ...embed, ...(pictured && { image: { url: `attachment://${PICTURE}` } }) }],
  components: rows,
  allowed_mentions: NOBODY,
});

function withWords(page: Page): Page {
  if (page.picture === undefined) return page;
  return { ...page, embed: { ...page.embed, footer: { text: page.picture.alt } } };
}
