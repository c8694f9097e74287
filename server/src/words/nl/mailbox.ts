import { html } from '../../lib/html.ts';
import type { Words } from '../type.ts';

export const mailbox: Words['mailbox'] = {
  heading: 'Postvak',
  none: 'Er wacht niets op verzending.',
  lead: (setting) =>
    html`E-mails die op verzending wachten, de nieuwste eerst. Zonder ${setting} wordt er tijdens ontwikkeling geen verzonden.`,
  link: 'postvak van deze server',
  waits: (mailbox) => html`Tijdens de ontwikkeling wacht hij in het ${mailbox}.`,
  to: (recipient, at) => html`Aan ${recipient}, ${at}`,
  notSent: (answer) => `, nog niet verzonden: ${answer}`,
};
