import type { Words } from '../type.ts';

export const done: Words['done'] = {
  revoked: 'De verbinding is ingetrokken. Alles wat ervoor was uitgegeven, werkt vanaf nu niet meer.',
  ended: 'De verbinding is beëindigd. De tokens werken vanaf nu niet meer.',
  suspended: 'De verbinding is opgeschort. Ze kan niet worden gebruikt totdat u haar hervat.',
  resumed: 'De verbinding werkt weer.',
  withdrawn: 'Het deel van deze persoon in de verbinding is beëindigd.',
  released: 'De persoon die de verbinding heeft gemaakt, beslist er weer over.',
  dismissed: 'Dank u. De melding is afgehandeld.',
  changed: 'Uw wijzigingen zijn opgeslagen.',
  'token-revoked': 'Het token is ingetrokken en werkt niet meer.',
  created: 'Uw client is aangemaakt.',
  deleted: 'De client is verwijderd, met alles wat ervoor was uitgegeven.',
  'webhook-removed': 'Het eindpunt is verwijderd. Er wordt niets meer naartoe gestuurd.',
  role: 'De rol is gewijzigd. Dat geldt vanaf de volgende aanroep.',
  'role-removed': 'De rol is verwijderd.',
  'member-removed': 'De persoon is verwijderd. De verbindingen en tokens hier werken vanaf nu niet meer.',
  'signed-out': 'Alle sessies van deze persoon zijn beëindigd.',
  password: 'Uw wachtwoord is gewijzigd. In alle andere browsers bent u uitgelogd.',
  mails: 'Uw keuze is opgeslagen.',
  'signed-out-elsewhere': 'In alle andere browsers bent u uitgelogd.',
};
