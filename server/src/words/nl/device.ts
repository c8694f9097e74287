import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('nl');

export const device: Words['device'] = {
  compare: 'Is dit de code op uw apparaat?',
  compareText:
    'Vergelijk hem letter voor letter. Ga alleen door als u dit op een apparaat voor u bent begonnen, en nooit met een code of link die iemand u heeft gestuurd.',
  enter: 'Voer de code in die uw apparaat toont. Voer nooit een code in die iemand u heeft gestuurd.',
  code: 'Code',
  codeHint: 'Acht letters, bijvoorbeeld WDJB-MJHT.',
  go: 'Doorgaan',
  malformed: 'Een code heeft acht letters, bijvoorbeeld WDJB-MJHT.',
  wait: (seconds) =>
    count(seconds, {
      one: 'Te veel codes waren onjuist. Wacht één seconde en probeer het opnieuw.',
      other: (all) => `Te veel codes waren onjuist. Wacht ${all} seconden en probeer het opnieuw.`,
    }),
  unknown: 'Deze code is onbekend of verlopen. Controleer hem op uw apparaat.',
  connected: (client) => `${client} is verbonden`,
  connectedText: 'U kunt nu terug naar uw apparaat. Het gaat binnen enkele seconden verder.',
  notConnected: (client) => `${client} is niet verbonden`,
  notConnectedText: 'Er is niets gedeeld. U kunt deze pagina sluiten.',
  gone: {
    heading: 'Deze code kan niet meer worden gebruikt',
    text: 'De code is verlopen, iemand heeft al beslist, of de applicatie mag dit niet meer vragen. Wacht uw apparaat nog, laat het dan een nieuwe code tonen.',
    link: 'Een andere code invoeren',
  },
};
