import type { Words } from '../type.ts';

export const risks: Words['risks'] = {
  'json-token-request': 'Een proxy of firewall die formuliervelden controleert, ziet deze parameters niet.',
  'form-without-content-type':
    'Een proxy of firewall die formulieren controleert, ziet deze inhoud misschien niet als formulier.',
  'redirect-url-parameter':
    'Een proxy die redirect_uri controleert, ziet het adres onder zijn andere naam niet.',
  'grant-type-code':
    'Geen, behalve een verzoek dat andere servers zouden weigeren: beide woorden betekenen dezelfde grant.',
  's256-assumed':
    'Een client die ‘plain’ bedoelde, krijgt zijn code, maar geen token: zijn verifier past nooit.',
  'schemeless-redirect':
    'Een geregistreerde redirect-URI is niet letterlijk het adres waar codes naartoe gaan.',
  'stray-whitespace': 'Een waarde die met witruimte moet beginnen of eindigen, verliest die.',
  'no-pkce-for-confidential':
    'Een gestolen code kan in de sessie van een ander bij dezelfde client worden gebruikt (RFC 9700, paragraaf 4.5).',
  'redirect-uri-not-repeated':
    'Een code die via een andere geregistreerde redirect-URI van dezelfde client kwam, wordt ongemerkt aangenomen.',
  'assertion-audience-token-endpoint':
    'Een andere server die dit token-eindpunt als het zijne opgeeft, verzamelt assertions die hier gelden.',
  'lower-case-bearer':
    'Een client die token_type letter voor letter met ‘Bearer’ vergelijkt, weigert zijn tokens.',
};
