import type { Wording } from './words.ts';

export const NL: Wording = {
  missing_token: {
    title: 'Token nodig',
    detail: 'Stuur een token in de Authorization-header: Bearer, een spatie, het token.',
  },
  invalid_token: {
    title: 'Ongeldig token',
    detail: 'Het token hoort niet bij deze API of is verkeerd overgenomen. Vraag een nieuw token aan.',
  },
  token_expired: { title: 'Token verlopen', detail: 'Het token is verlopen. Haal een nieuw token op.' },
  token_revoked: { title: 'Token ingetrokken', detail: 'Het token is ingetrokken.' },
  token_bound: {
    title: 'Token gebonden aan een sleutel',
    detail: 'Dit token is gebonden aan een sleutel. Stuur een bewijs van die sleutel mee.',
  },
  invalid_proof: {
    title: 'Ongeldig bewijs',
    detail: 'Het DPoP-bewijs ontbreekt, klopt niet of is al gebruikt.',
  },
  nonce_required: {
    title: 'Nonce nodig',
    detail: 'Maak het bewijs opnieuw met de nonce uit de header DPoP-Nonce van dit antwoord.',
  },
  authorization_revoked: {
    title: 'Toestemming ingetrokken',
    detail: 'De toestemming achter dit token is ingetrokken. Vraag de klant om opnieuw toestemming.',
  },
  connected_account_required: {
    title: 'Gekoppeld account nodig',
    detail: 'Noem in de account-header het gekoppelde account waarvoor deze aanroep is.',
  },
  connected_account_invalid: {
    title: 'Ongeldig gekoppeld account',
    detail: 'Het genoemde account is niet aan deze toepassing gekoppeld, of de koppeling is niet actief.',
  },
  client_suspended: {
    title: 'Toepassing geblokkeerd',
    detail: 'De beheerders van deze API hebben deze toepassing geblokkeerd of nog niet goedgekeurd.',
  },
  tenant_required: {
    title: 'Klant vereist',
    detail: 'Deze aanroep gaat over de gegevens van een klant, en het token is voor geen enkele uitgegeven.',
  },
  domain_mismatch: {
    title: 'Verkeerd domein',
    detail: 'Dit token hoort bij een ander domein van deze API.',
  },
  insufficient_scope: {
    title: 'Onvoldoende scope',
    detail: 'Deze aanroep heeft meer scope nodig: {scope}.',
  },
  insufficient_role: {
    title: 'Onvoldoende rechten',
    detail:
      'De rol van de gebruiker achter dit token staat deze aanroep niet toe. Een beheerder kan dat veranderen.',
  },
  ip_not_allowed: {
    title: 'Adres niet toegestaan',
    detail: 'Dit token mag vanaf dit adres niet worden gebruikt.',
  },
  no_way_in: {
    title: 'Geen toegang',
    detail:
      'Geen enkel token opent deze operatie: het document van de API noemt er geen dat Latchkey controleert.',
  },
  not_found: { title: 'Niet gevonden', detail: 'Onder dit adres is hier niets.' },
  method_not_allowed: {
    title: 'Methode niet toegestaan',
    detail: 'Deze methode wordt hier niet ondersteund. De header Allow noemt de methoden die het wel zijn.',
  },
  unknown_version: {
    title: 'Onbekende versie',
    detail: 'De aanroep noemt geen versie van deze API. Het veld versions noemt de versies.',
  },
  version_retired: {
    title: 'Versie vervallen',
    detail: 'Deze versie van de API wordt niet meer beantwoord. Het veld versions noemt de versies.',
  },
  not_acceptable: {
    title: 'Geen passend antwoord',
    detail: 'Deze API antwoordt in geen enkel type dat de Accept-header toelaat.',
  },
  invalid_request: { title: 'Ongeldige aanroep', detail: 'De aanroep is niet goed gevormd.' },
  rate_limited: {
    title: 'Te veel aanroepen',
    detail: 'Er zijn te veel aanroepen gedaan. Probeer het over {seconds} s opnieuw.',
  },
  unavailable: {
    title: 'Niet beschikbaar',
    detail: 'Over deze aanroep kan nu niet worden beslist. Probeer het over {seconds} s opnieuw.',
  },
};
