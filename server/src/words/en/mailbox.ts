import { type Fragment, html } from '../../lib/html.ts';

export const mailbox = {
  heading: 'Mailbox',
  none: 'Nothing waits to be sent.',
  lead: (setting: Fragment) =>
    html`Mails that wait to be sent, the newest first. Without ${setting} none is sent in development.`,
  link: 'mailbox of this server',
  waits: (mailbox: Fragment) => html`In development it waits in the ${mailbox}.`,
  to: (recipient: string, at: Fragment) => html`To ${recipient}, ${at}`,
  notSent: (answer: string) => `, not sent yet: ${answer}`,
};
