import { html } from '../../lib/html.ts';
import type { Words } from '../type.ts';

export const mailbox: Words['mailbox'] = {
  heading: 'Postfach',
  none: 'Es wartet nichts auf den Versand.',
  lead: (setting) =>
    html`E-Mails, die auf den Versand warten, die neuesten zuerst. Ohne ${setting} wird bei der Entwicklung keine gesendet.`,
  link: 'Postfach dieses Servers',
  waits: (mailbox) => html`Bei der Entwicklung wartet sie im ${mailbox}.`,
  to: (recipient, at) => html`An ${recipient}, ${at}`,
  notSent: (answer) => `, noch nicht gesendet: ${answer}`,
};
