import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('nl');

export const account: Words['account'] = {
  nav: {
    signOut: 'Uitloggen',
    switch: 'Wisselen',
    menu: 'Menu',
  },
  about: {
    connections: 'Wie voor u kan handelen, wat er is toegestaan en hoe u dat stopt.',
    tokens: 'Sleutels voor uw eigen scripts, beperkt tot wat elk nodig heeft.',
    clients: 'Applicaties die u ontwikkelt, met hun id’s en secrets.',
    people: (tenant) => `Wie bij ${tenant} hoort en in welke rol.`,
    activity: 'Alles wat er is gebeurd, door wie en met welke beslissing.',
    ownActivity: 'Aanroepen namens u, en wat er met uw verbindingen en tokens is gebeurd.',
  },
  overview: (tenant, api) => `Bekijk wie via de API van ${api} toegang heeft tot ${tenant}, en namens wie.`,
  noTenant: {
    heading: 'U hebt geen toegang tot deze pagina',
    text: (email, word) =>
      `U bent ingelogd als ${email}. Deze persoon is hier geen lid (${word}). Vraag om een uitnodiging of log in met een ander account.`,
  },
  keep: 'Behouden',
  goBack: 'Terug',
  goOn: 'Doorgaan',
  cancel: 'Annuleren',
  save: 'Opslaan',
  details: 'Details',
  remove: 'Verwijderen',
  delete: 'Verwijderen',
  revoke: 'Intrekken',
  older: 'Oudere',
  more: 'Meer',
  sandbox: 'Sandbox',
  live: 'Echte gegevens',
  copied: 'Ik heb het gekopieerd',
  copying: { copy: 'Kopiëren', copied: 'Gekopieerd.', selected: 'Geselecteerd. Druk op Ctrl+C of Cmd+C.' },
  overtaken: 'Iemand anders heeft dit intussen gewijzigd, dus er is niets opgeslagen. Kijk er nog eens naar.',
  invalid: {
    created: 'Er is nog niets aangemaakt. Controleer de gemarkeerde velden.',
    saved: 'Er is nog niets opgeslagen. Controleer de gemarkeerde velden.',
    added: 'Er is nog niets toegevoegd. Controleer de gemarkeerde velden.',
  },
  addresses: {
    label: 'Alleen vanaf deze adressen (optioneel)',
    hint: 'Per regel één IP-adres of adresblok, bijvoorbeeld 203.0.113.0/24. Leeg: van overal.',
  },
  once: {
    title: 'Eenmalig zichtbaar',
    text: 'Dit is al getoond, of het is niet binnen een minuut bekeken. Het kan niet nog een keer worden getoond.',
    keep: 'Bewaar het als een wachtwoord: in een secretmanager of een omgevingsvariabele, nooit in een repository of in code in de browser.',
    copySecret: 'Kopieer het secret nu. Het wordt alleen deze ene keer getoond.',
    copyToken: 'Kopieer het nu. Het wordt alleen deze ene keer getoond.',
  },
  alerts: {
    heading: 'Ongebruikelijk gebruik',
    text: 'Geef aan of u dit was. Zo niet, beëindig dan de verbinding. De toegang is dan meteen geblokkeerd.',
    calls: 'Aanroepen bekijken',
    ours: 'Dit waren wij',
    end: 'Beëindigen',
  },
  time: {
    hour: (day, from, to, zone) => `${day}, ${from} tot ${to} ${zone}`,
    lessThanAnHour: 'minder dan een uur',
    hours: (hours) => count(hours, { one: 'één uur', other: (all) => `${all} uur` }),
    days: (days) => count(days, { one: 'één dag', other: (all) => `${all} dagen` }),
  },
};
