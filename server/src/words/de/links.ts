import type { Words } from '../type.ts';

export const links: Words['links'] = {
  unknownApplication: 'Diese Anwendung ist hier nicht bekannt',
  unknownApplicationText:
    'Der Link nennt eine Anwendung, die nicht oder nicht mehr registriert ist. Fragen Sie dort nach, woher Sie den Link haben.',
  stoppedApplication: (name) => `${name} kann jetzt nicht verbunden werden`,
  stoppedApplicationText: (name) =>
    `Der Betreiber dieser API hat ${name} gesperrt oder noch nicht freigegeben. Es wurde nichts geteilt. Sagen Sie es den Herstellern von ${name}.`,
  unreadableApplication: 'Diese Anwendung ist nicht zu erkennen',
  unreadableApplicationText:
    'Der Link nennt eine Anwendung durch die Adresse ihrer Beschreibung (client_id), und die ist nicht verwendbar. Sagen Sie es den Herstellern der Anwendung.',
  unusableLink: 'Dieser Link ist nicht verwendbar',
  unusableLinkText:
    'Die Anwendung hat einen Link gebaut, der nicht so ist, wie er sein muss. Es wurde nichts geteilt. Nennen Sie den Herstellern der Anwendung, was unten steht.',
  linkTooLong: (longest) =>
    `Der Link hat mehr als ${longest} Zeichen. Die Anwendung muss mehr davon bei sich behalten oder ihre Anfrage vorab senden (RFC 9126).`,
  linkWithoutApplication: 'Der Link sagt nicht, für welche Anwendung er ist.',
  notByThisLink: (name) => `${name} kann über diesen Link nicht verbunden werden`,
  noReturn: (name) =>
    `Die Anwendung hat keine Adresse für die Rückkehr registriert. Es wurde nichts geteilt. Sagen Sie es den Herstellern von ${name}.`,
  severalReturns: (name) =>
    `Die Anwendung hat mehrere Adressen für die Rückkehr registriert, und der Link (redirect_uri) nennt keine. Es wurde nichts geteilt. Sagen Sie es den Herstellern von ${name}.`,
  otherReturn: (name) =>
    `Die Adresse für die Rückkehr (redirect_uri) ist nicht Zeichen für Zeichen eine, die die Anwendung registriert hat. Es wurde nichts geteilt. Sagen Sie es den Herstellern von ${name}.`,
  logoutUnreadable: 'Er ist nicht lesbar.',
  logoutHintNotOurs: 'Sein ID-Token (id_token_hint) ist nicht von hier.',
  logoutHintOfAnother: 'Sein ID-Token wurde einer anderen Anwendung gegeben (client_id).',
  logoutReturn:
    'Die Adresse für die Rückkehr (post_logout_redirect_uri) hat die Anwendung nicht registriert.',
};
