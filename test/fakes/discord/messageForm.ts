import type { APIActionRowComponent, APIButtonComponent, APIEmbed } from 'discord.js';
import type { Body } from './body.ts';
import { Form } from './form.ts';
import { EPHEMERAL, type FakeFile, type Shown, SILENT } from './message.ts';
import { REFUSALS } from './refusal.ts';
import { snowflake } from './snowflake.ts';

const SUPPRESS_EMBEDS = 1 << 2;

/**
 * What a message will show after a request, or the refusal (docs, "Create Message", "Edit Message", "Embed Limits", "Component Reference"). In an edit
 * what is not named stays as it was.
 */
export function shownBy(body: Body, { before, flags }: { before?: Shown; flags: 'bot' | 'interaction' }): Shown {
  const { json } = body;
  const form = new Form();
  form.text('content', json.content, { max: 2_000 });
  const embeds = checkEmbeds(form, json.embeds);
  checkComponents(form, json.components);
  checkFlags(form, json.flags, flags);
  checkMentions(form, json.allowed_mentions);
  const files = filesAfter(form, body, before?.files ?? []);
  for (const [index, { image }] of embeds.entries()) {
    const name = /^attachment:\/\/(.*)$/.exec(image?.url ?? '')?.[1];
    if (image !== undefined && name === undefined && !image.url.startsWith('https://'))
      form.wrong(`embeds.${index}.image.url`, 'Not a well formed URL.');
    if (name !== undefined && !files.some(({ filename }) => filename === name))
      form.wrong(`embeds.${index}.image.url`, `no attachment is called ${name}`);
  }
  form.check();
  const shown: Shown = {
    content: json.content === undefined ? (before?.content ?? '') : String(json.content ?? ''),
    embeds: json.embeds === undefined ? (before?.embeds ?? []) : embeds,
    components:
      json.components === undefined ? (before?.components ?? []) : ((json.components ?? []) as APIActionRowComponent<APIButtonComponent>[]),
    files,
  };
  if (shown.content.trim() === '' && shown.embeds.length === 0 && shown.files.length === 0) throw REFUSALS.empty();
  return shown;
}

function checkEmbeds(form: Form, value: unknown): readonly APIEmbed[] {
  const embeds = form.list('embeds', value, 10);
  let total = 0;
  for (const [index, embed] of embeds.entries()) {
    const at = `embeds.${index}`;
    const { footer, author } = embed as { footer?: { text?: unknown }; author?: { name?: unknown } };
    form.text(`${at}.title`, embed.title, { max: 256 });
    form.text(`${at}.description`, embed.description, { max: 4_096 });
    form.text(`${at}.footer.text`, footer?.text, { max: 2_048 });
    form.text(`${at}.author.name`, author?.name, { max: 256 });
    if (embed.color !== undefined && !(Number.isInteger(embed.color) && Number(embed.color) >= 0 && Number(embed.color) <= 0xffffff))
      form.wrong(`${at}.color`, 'int value should be between 0 and 16777215.');
    const fields = form.list(`${at}.fields`, embed.fields, 25);
    for (const [row, field] of fields.entries()) {
      form.text(`${at}.fields.${row}.name`, field.name, { min: 1, max: 256, required: true });
      form.text(`${at}.fields.${row}.value`, field.value, { min: 1, max: 1_024, required: true });
    }
    if (embed.title === undefined && embed.description === undefined && embed.image === undefined && fields.length === 0)
      form.wrong(`${at}.description`, 'This field is required');
    total += [embed.title, embed.description, footer?.text, author?.name, ...fields.flatMap(({ name, value: text }) => [name, text])]
      .map((part) => [...String(part ?? '')].length)
      .reduce((sum, length) => sum + length, 0);
  }
  if (total > 6_000) form.wrong('embeds', `Embed size exceeds maximum size of 6000 (${total})`);
  return embeds as readonly APIEmbed[];
}

function checkComponents(form: Form, value: unknown): void {
  const seen = new Set<unknown>();
  for (const [row, { type, components }] of form.list('components', value, 5).entries()) {
    const at = `components.${row}`;
    form.whole(`${at}.type`, type, [1]);
    const buttons = form.list(`${at}.components`, components, 5);
    if (buttons.length === 0) form.wrong(`${at}.components`, 'Must be between 1 and 5 in length.');
    for (const [index, button] of buttons.entries()) {
      const one = `${at}.components.${index}`;
      form.whole(`${one}.type`, button.type, [2]);
      form.whole(`${one}.style`, button.style, [1, 2, 3, 4]);
      form.text(`${one}.label`, button.label, { min: 1, max: 80, required: true });
      form.text(`${one}.custom_id`, button.custom_id, { min: 1, max: 100, required: true });
      if (seen.has(button.custom_id)) form.wrong(`${one}.custom_id`, 'Component custom id cannot be duplicated');
      seen.add(button.custom_id);
    }
  }
}

function checkFlags(form: Form, value: unknown, whose: 'bot' | 'interaction'): void {
  if (value === undefined) return;
  const allowed = SUPPRESS_EMBEDS | SILENT | (whose === 'interaction' ? EPHEMERAL : 0);
  if (!Number.isInteger(value) || (Number(value) & ~allowed) !== 0) form.wrong('flags', `flags ${String(value)} cannot be set here`);
}

function checkMentions(form: Form, value: unknown): void {
  if (value === undefined) return;
  const { parse = [] } = value as { parse?: unknown };
  if (!Array.isArray(parse) || parse.some((one) => !['users', 'roles', 'everyone'].includes(one as string)))
    form.wrong('allowed_mentions.parse', 'Value must be one of {"users", "roles", "everyone"}.');
}

/** `attachments` names those that stay, by id, and describes the new ones, by index; left out, all stay (docs, "Editing Message Attachments"). */
function filesAfter(form: Form, { json, files }: Body, before: readonly FakeFile[]): readonly FakeFile[] {
  const named = json.attachments === undefined ? undefined : form.list('attachments', json.attachments, 10);
  const kept = named === undefined ? before : before.filter(({ id }) => named.some((one) => String(one.id) === id));
  const added = [...files].map(([index, { filename, contentType, bytes }]) => {
    const about = named?.find((one) => String(one.id) === index);
    if (named !== undefined && about === undefined) form.wrong('attachments', `files[${index}] is not among the attachments`);
    form.text(`attachments.${index}.description`, about?.description, { max: 1_024 });
    return {
      id: snowflake(),
      filename: String(about?.filename ?? filename),
      description: String(about?.description ?? ''),
      contentType,
      bytes,
    };
  });
  for (const [index, one] of (named ?? []).entries())
    if (!before.some(({ id }) => id === String(one.id)) && !files.has(String(one.id)))
      form.wrong(`attachments.${index}.id`, 'there is no such attachment');
  return [...kept, ...added];
}
