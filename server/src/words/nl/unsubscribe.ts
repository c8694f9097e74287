import type { Words } from '../type.ts';

export const unsubscribe: Words['unsubscribe'] = {
  heading: 'Geen zulke e-mails meer?',
  text: (tenant) =>
    `U ontvangt dan geen e-mail als een verbinding van ${tenant} op een ongebruikelijke manier wordt gebruikt. De pagina van de verbinding toont het wel.`,
  submit: 'Stuur mij zulke e-mails niet',
  done: 'U ontvangt geen zulke e-mails meer',
  doneText: (tenant) =>
    `Er komt geen e-mail meer over ongebruikelijk gebruik bij ${tenant}. Op de pagina ‘Uw account’ zet u ze weer aan.`,
  gone: 'Deze link werkt niet meer',
  goneText:
    'Misschien hoort u er niet meer bij, of de link is te oud. Log in en kijk op de pagina ‘Uw account’.',
  approvals: {
    text: (api) =>
      `U krijgt dan geen mail meer als bij ${api} een applicatie of een ontwikkelaar op uw goedkeuring wacht. Het dashboard toont het evengoed.`,
    doneText: (api) =>
      `Er komt geen mail meer over wat bij ${api} op uw goedkeuring wacht. In het dashboard zet u ze onder “Instellingen” weer aan.`,
  },
};
