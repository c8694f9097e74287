import type { Words } from '../type.ts';

export const events: Words['events'] = {
  'connection.authorized': 'Iemand heeft de client toestemming gegeven, voor het eerst of opnieuw.',
  'connection.changed':
    'Scopes, gekozen resources of adressen zijn gewijzigd, of het deel van één persoon eindigde en die van anderen gaan door.',
  'connection.suspended': 'De klant heeft de verbinding een tijd gestopt.',
  'connection.resumed': 'De klant laat de verbinding doorgaan.',
  'connection.revoked': 'De verbinding is beëindigd. Haar tokens openen niets meer.',
  'token.reused':
    'Een gebruikt refreshtoken kwam terug, daarom eindigde zijn familie. Het is misschien gestolen.',
  'limit.near':
    'Vier vijfde van een limiet voor een dag of langer is gebruikt. Wordt één keer per tijdvak gestuurd.',
  'limit.reached':
    'Een limiet is op: verdere aanroepen worden geweigerd tot hij opnieuw begint. Wordt één keer per tijdvak gestuurd, hooguit één keer per uur.',
  'client.secret_rotated': 'De client heeft een nieuw secret. Het vorige werkt tot het einde van de overlap.',
  'anomaly.found': 'Een verbinding wordt ongebruikelijk gebruikt; haar klant ziet de melding ook.',
  'client.deleted':
    'De client is verwijderd, en zijn eigen eindpunten met hem. Gaat alleen naar eindpunten van de eigenaar van de API.',
  'key.rotated':
    'Latchkey gebruikt een nieuwe sleutel. Gaat alleen naar eindpunten van de eigenaar van de API.',
};
