import type { Words } from '../type.ts';

export const links: Words['links'] = {
  unknownApplication: 'Deze applicatie is hier niet bekend',
  unknownApplicationText:
    'De link noemt een applicatie die niet of niet meer is geregistreerd. Vraag het degene van wie u de link hebt.',
  stoppedApplication: (name) => `${name} kan nu niet worden verbonden`,
  stoppedApplicationText: (name) =>
    `De beheerder van deze API heeft ${name} opgeschort of nog niet goedgekeurd. Er is niets gedeeld. Meld het de makers van ${name}.`,
  unreadableApplication: 'Deze applicatie is niet te herkennen',
  unreadableApplicationText:
    'De link noemt een applicatie met het adres van haar beschrijving (client_id), en die is niet bruikbaar. Meld het de makers van de applicatie.',
  unusableLink: 'Deze link is niet bruikbaar',
  unusableLinkText:
    'De applicatie heeft een link gemaakt die niet is zoals het moet. Er is niets gedeeld. Meld de makers van de applicatie wat hieronder staat.',
  linkTooLong: (longest) =>
    `De link heeft meer dan ${longest} tekens. De applicatie moet daar meer van bij zich houden, of haar verzoek vooraf sturen (RFC 9126).`,
  linkWithoutApplication: 'De link zegt niet voor welke applicatie hij is.',
  notByThisLink: (name) => `${name} kan via deze link niet worden verbonden`,
  noReturn: (name) =>
    `De applicatie heeft geen adres geregistreerd om naar terug te keren. Er is niets gedeeld. Meld het de makers van ${name}.`,
  severalReturns: (name) =>
    `De applicatie heeft meerdere adressen geregistreerd om naar terug te keren, en de link (redirect_uri) noemt er geen. Er is niets gedeeld. Meld het de makers van ${name}.`,
  otherReturn: (name) =>
    `Het adres om naar terug te keren (redirect_uri) is niet teken voor teken een dat de applicatie heeft geregistreerd. Er is niets gedeeld. Meld het de makers van ${name}.`,
  logoutUnreadable: 'Hij is niet leesbaar.',
  logoutHintNotOurs: 'Zijn ID-token (id_token_hint) is niet van hier.',
  logoutHintOfAnother: 'Zijn ID-token is aan een andere applicatie gegeven (client_id).',
  logoutReturn:
    'Het adres om naar terug te keren (post_logout_redirect_uri) heeft de applicatie niet geregistreerd.',
};
