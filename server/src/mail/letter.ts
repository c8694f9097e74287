import type { Api } from '../api.ts';
import { accentsOf } from '../config/branding/accents.ts';
import { escapeText } from '../lib/html.ts';
import type { Mail } from '../model/index.ts';
import type { Figures } from '../words/figures.ts';
import type { Language } from '../words/language.ts';
import { ownLinks } from '../words/own-links.ts';
import type { Words } from '../words/words.ts';
import { newMail } from './mailing.ts';

/** The language of a letter, with our own texts in it, and moments in the time zone of the one who gets it. */
export interface Speaking {
  readonly language: Language;
  readonly words: Words;
  readonly figures: Figures;
}

export type SpeakingApi = Api & Speaking;

/** The parts of a mail, from which its text and its HTML are written. */
export interface Letter {
  subject: string;
  /** Whom it greets; `null` for somebody whose name is not known. */
  name: string | null;
  /** Before the link. */
  says: readonly string[];
  link?: { label: string; href: string };
  /** After it. */
  ends?: readonly string[];
}

type About = Pick<Mail, 'recipient' | 'userId' | 'tenantId'> &
  Partial<Pick<Mail, 'id' | 'secret' | 'subscription' | 'dueAt'>>;

/** Returns a letter as a mail for the outbox. `about` as for `newMail`. */
export function letterMail(
  api: Pick<Api, 'clock' | 'config'> & Speaking,
  about: About,
  letter: Letter,
): Mail {
  return newMail(api, {
    ...about,
    subject: letter.subject,
    text: asText(api, letter),
    html: asHtml(api, letter),
  });
}

function greeting({ words }: Speaking, { name }: Letter): string {
  return name === null ? words.letters.helloStranger : words.letters.hello(name);
}

function asText(api: Pick<Api, 'config'> & Speaking, letter: Letter): string {
  const { says, link, ends = [] } = letter;
  const linked = link ? [`${link.label}:\n${link.href}`] : [];
  const below = ownLinks(api).map(({ href, label }) => `${label}: ${href.replace(/^mailto:/, '')}`);
  return `${[greeting(api, letter), ...says, ...linked, ...ends, ...below].join('\n\n')}\n`;
}

/** Mail programs drop style sheets, so the few styles stand in the markup. No image and no script: nothing is fetched when it is opened. */
function asHtml(api: Pick<Api, 'config'> & Speaking, letter: Letter): string {
  const { subject, says, link, ends = [] } = letter;
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escaped(text)}</p>`;
  const button =
    link &&
    `<p style="margin:24px 0"><a href="${escaped(link.href)}" style="${buttonStyle(api)}">${escaped(link.label)}</a></p>
<p style="margin:0 0 16px;font-size:14px">${escaped(api.words.letters.button)}<br><span style="word-break:break-all">${escaped(link.href)}</span></p>`;
  return `<!doctype html>
<html lang="${api.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1c2030;background:#ffffff">
<div style="max-width:560px;margin:0 auto">
<p style="margin:0 0 24px;font-weight:600">${escaped(api.config.title)}</p>
${[paragraph(greeting(api, letter)), ...says.map(paragraph), ...(button ? [button] : []), ...ends.map(paragraph)].join('\n')}
${linksBelow(api)}</div></body></html>
`;
}

/** The API owner's links, as below its pages. */
function linksBelow(api: Pick<Api, 'config'> & Speaking): string {
  const links = ownLinks(api).map(
    ({ href, label }) => `<a href="${escaped(href)}" style="color:#555d70">${escaped(label)}</a>`,
  );
  return links.length === 0 ? '' : `<p style="margin:32px 0 0;font-size:14px">${links.join(' · ')}</p>\n`;
}

function buttonStyle({ config }: Pick<Api, 'config'>): string {
  const { accent, on } = accentsOf(config.branding)?.light ?? { accent: '#2f4bd8', on: '#ffffff' };
  return `display:inline-block;padding:12px 20px;border-radius:8px;background:${accent};color:${on};text-decoration:none;font-weight:600`;
}

/** Names come from people: none may become markup, or turn the direction of what stands behind it. */
function escaped(text: string): string {
  // Nor does one begin a line of its own.
  return escapeText(text).replace(/[\t\n\r]/g, '\ufffd');
}
