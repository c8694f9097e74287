import type { Words } from '../type.ts';

export const risks: Words['risks'] = {
  'json-token-request':
    'Ein Proxy oder eine Firewall, die Formularfelder prüft, sieht diese Parameter nicht.',
  'form-without-content-type':
    'Ein Proxy oder eine Firewall, die Formulare prüft, hält diesen Inhalt vielleicht nicht für eines.',
  'redirect-url-parameter':
    'Ein Proxy, der redirect_uri prüft, sieht die Adresse unter ihrem anderen Namen nicht.',
  'grant-type-code':
    'Keines, außer einer Anfrage, die andere Server ablehnen würden: Beide Wörter meinen denselben Grant.',
  's256-assumed':
    'Ein Client, der „plain“ meinte, bekommt seinen Code, aber kein Token: Sein Verifier passt nie.',
  'schemeless-redirect': 'Eine registrierte Redirect-URI ist nicht wörtlich die Adresse, an die Codes gehen.',
  'stray-whitespace': 'Ein Wert, der mit Leerraum beginnen oder enden soll, verliert ihn.',
  'no-pkce-for-confidential':
    'Ein gestohlener Code kann einer fremden Sitzung beim selben Client untergeschoben werden (RFC 9700, Abschnitt 4.5).',
  'redirect-uri-not-repeated':
    'Ein Code, der über eine andere registrierte Redirect-URI desselben Clients kam, wird unbemerkt angenommen.',
  'assertion-audience-token-endpoint':
    'Ein anderer Server, der diesen Token-Endpunkt als seinen eigenen ausgibt, sammelt Assertions, die hier gelten.',
  'lower-case-bearer':
    'Ein Client, der token_type Buchstabe für Buchstabe mit „Bearer“ vergleicht, lehnt seine Token ab.',
};
