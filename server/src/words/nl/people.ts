import type { Words } from '../type.ts';

export const people: Words['people'] = {
  lead: (tenant) =>
    `Iedereen bij ${tenant}. Een rol begrenst personen en alles wat voor hen handelt, vanaf de volgende aanroep.`,
  more: 'Meer personen',
  you: 'U',
  everybody: 'Alle personen',
  change: 'Wijzigen',
  roleOf: (name) => `Rol van ${name}`,
  theRoleOf: (name) => `van de rol van ${name}`,
  noManager: (tenant) => `${tenant} zou geen manager meer hebben. Geef eerst een ander lid die rol.`,
  above: {
    give: 'U kunt alleen rollen geven en afnemen die niet meer toestaan dan uw eigen rol.',
    make: 'U kunt alleen rollen aanmaken en wijzigen die niet meer toestaan dan uw eigen rol.',
    act: 'De rol van deze persoon staat meer toe dan die van u. Dit kan alleen iemand met zo’n rol doen.',
    short: 'De rol van deze persoon staat meer toe dan die van u.',
  },
  elsewhere: (tenant, api) =>
    `Deze persoon hoort niet alleen bij ${tenant}. Daarom kan alleen de beheerder van ${api} een ander wachtwoord geven.`,
  role: {
    inUse: 'Iemand heeft deze rol. Geef die persoon eerst een andere.',
    heading: (tenant) => `Rollen van ${tenant}`,
    text: 'Een eigen rol kan niet meer toestaan dan die van u. Ze geldt vanaf de volgende aanroep.',
    make: 'Rol maken',
    newTitle: 'Rol maken',
    changeTitle: (title) => `De rol ${title} wijzigen`,
    matrixHint: 'Vink aan wat personen met deze rol mogen.',
    others: 'Overige rechten',
    patterns: 'Patronen',
    name: 'Naam (optioneel)',
    nameHint: 'Programma’s gebruiken deze, bijvoorbeeld night-shift. Leeg: gemaakt van de omschrijving.',
    title: 'Omschrijving',
    titleHint: 'Personen zien deze.',
    permissions: 'Rechten',
    permissionsHint: (own) =>
      `Eén per regel. Een * staat voor alles, en :own aan het einde betekent gegevens die van de persoon zijn. Die van u: ${own}.`,
    save: 'Rol opslaan',
    theRole: (title) => `van de rol ${title}`,
    removeTitle: (title) => `De rol ${title} verwijderen?`,
    removeText: (tenant) => `${tenant} heeft haar dan niet meer. De rechten worden niet bewaard:`,
    remove: 'Rol verwijderen',
  },
  removal: {
    title: (name) => `${name} verwijderen?`,
    text: (name, tenant) =>
      `Beëindigt meteen de verbindingen en tokens die ${name} bij ${tenant} heeft. Terugkomen brengt ze niet terug.`,
    submit: (name) => `${name} verwijderen`,
    heading: (tenant) => `Verwijderen bij ${tenant}`,
    last: (name, tenant) => `${name} is de laatste manager van ${tenant} en kan niet worden verwijderd.`,
  },
  signOut: {
    title: (name) => `${name} overal uitloggen?`,
    text: (name) =>
      `Beëindigt meteen alle browsersessies van ${name}, op elk apparaat. De persoon moet opnieuw inloggen.`,
    submit: 'Overal uitloggen',
    heading: 'Inloggen',
    short: (name) =>
      `Beëindigt alle browsersessies van ${name}. Een nieuw wachtwoord wordt u één keer getoond, en het oude werkt niet meer.`,
  },
  password: {
    title: (name) => `Nieuw wachtwoord maken voor ${name}?`,
    text: (name) =>
      `Het wachtwoord van ${name} werkt niet meer, en alle browsersessies van de persoon eindigen. U ziet het nieuwe één keer en moet het overhandigen.`,
    submit: 'Nieuw wachtwoord maken',
    lost: 'Als niemand het wachtwoord heeft genoteerd, maak dan een nieuw.',
    shownTitle: 'Een nieuw wachtwoord',
    handOver:
      'Overhandig het nu, op een manier die niemand anders meeleest. Het wordt alleen deze ene keer getoond en moet bij het eerste inloggen worden gewijzigd.',
    label: 'Wachtwoord',
    done: 'Ik heb het',
  },
  about: {
    heading: 'Over deze persoon',
    email: 'E-mail',
    role: 'Rol',
  },
};
