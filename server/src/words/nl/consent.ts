import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('nl');

export const consent: Words['consent'] = {
  title: (client) => `${client} verbinden`,
  heading: (client, tenant) => `${client} wil verbinding maken met ${tenant}`,
  again: {
    heading: (client, tenant) => `${client} is al verbonden met ${tenant}`,
    more: (since) => `Sinds ${since}. Er wordt nu om meer gevraagd; dat staat er als nieuw bij.`,
    same: (since) => `Sinds ${since}. Er wordt om niets nieuws gevraagd.`,
  },
  sandbox: { badge: 'Sandbox', text: 'Het gaat alleen om testgegevens.' },
  who: {
    heading: 'Over deze applicatie',
    from: (host) => `van ${host}`,
    verified: 'Gecontroleerd',
    unverified: 'Niet gecontroleerd',
    verifiedBy: (api) => `${api} heeft gecontroleerd wie achter deze applicatie zit.`,
    byDocument: (host) => `Deze applicatie beschrijft zichzelf op ${host}.`,
    byRegistration: 'Deze applicatie heeft zichzelf aangemeld en zelf een naam gekozen.',
    byStranger: 'Iemand van buiten heeft deze applicatie gemaakt en een naam gegeven.',
    changed:
      'De makers gaven deze applicatie een andere naam of een ander adres, en dat heeft nog niemand gecontroleerd.',
    goOn: 'Ga alleen verder als u dit zelf bent begonnen en weet waar u naartoe gaat.',
    byColleague: (tenant) => `Iemand in ${tenant} heeft deze applicatie gemaakt.`,
    website: 'Website van de applicatie',
    policy: 'Privacybeleid',
    terms: 'Gebruiksvoorwaarden',
    newTab: '(opent in een nieuw tabblad)',
  },
  tenant: { label: (word) => `Keuze: ${word}`, show: (word) => `Voor deze keuze tonen (${word})` },
  scopes: {
    heading: (client) => `${client} kan straks`,
    see: 'Bekijken',
    change: 'Wijzigen',
    about: 'Over u te weten komen',
    further: 'En in het bijzonder',
    already: (number) =>
      count(number, { one: 'Eén ding dat al mag', other: (all) => `${all} dingen die al mogen` }),
    isNew: 'Nieuw',
    optional: 'Niet verplicht. Haal het vinkje weg om het weg te laten.',
    dangerous: 'Let op',
    hint: (word, tenant) => `Voor ${tenant} (${word}), namens u. Meer dan uw eigen rol toestaat, kan nooit.`,
    role: {
      nothing: (role, permissions) => `Uw rol, ${role}, staat hiervan niets toe: ${permissions} ontbreekt.`,
      part: (role, permissions) => `Uw rol, ${role}, laat dit weg: ${permissions}.`,
      own: (permissions) => `Alleen voor uw eigen gegevens: ${permissions}.`,
      ask: (tenant) => `Een manager van ${tenant} kan uw rol wijzigen.`,
      more: (number) => count(number, { one: 'nog één', other: (all) => `nog ${all}` }),
    },
  },
  resources: {
    label: 'Kies wat bereikbaar mag zijn',
    existing: 'Met een keuze kiest u alles wat er nu in zit. Wat later wordt toegevoegd, hoort er niet bij.',
    future: 'Met een keuze kiest u alles wat erin zit, ook wat later wordt toegevoegd.',
    none: (tenant) => `In ${tenant} is er niets dat u kunt delen.`,
    search: 'Zoekterm',
    submit: 'Zoeken',
    found: (number, text) =>
      count(number, { one: `Eén ding heet “${text}”.`, other: (all) => `${all} dingen heten “${text}”.` }),
    noneFound: 'Geen enkele naam bevat dat.',
    chosen: (number, all) => `${number} van ${all} gekozen`,
    elsewhere: (number) =>
      count(number, { one: 'Nog één is gekozen', other: (all) => `Nog ${all} zijn gekozen` }),
    inside: (name, number) =>
      count(number, { one: `Eén in ${name}`, other: (all) => `${all} zitten in ${name}` }),
    partly: (number) => `${number} gekozen`,
    empty: 'Er zit nog niets in.',
    gone: (names) => `Niet meer aanwezig en daarom weggelaten: ${names}.`,
  },
  expiry: {
    label: 'Hoe lang',
    hint: 'Daarna moet opnieuw worden gevraagd. U kunt het ook eerder altijd terugnemen.',
    untilRevoked: 'Tot ik het terugneem',
    unchanged: (on) => `Zoals eerder, tot ${on}`,
    days: (days, on) => `${days === 365 ? '1 jaar' : days === 1 ? '1 dag' : `${days} dagen`}, tot ${on}`,
    only: (length) => `Hoe lang: ${length}.`,
  },
  next: {
    sent: 'U gaat hierna naar',
    app: (scheme) => `de app op dit apparaat die links met ${scheme} opent`,
    program: (host) => `een programma op deze computer (${host})`,
    device: (code) => `Het apparaat dat ${code} toont, wordt verbonden.`,
    takeBack: 'Wat er is gebeurd, ziet u altijd hier, en daar kunt u dit ook terugnemen:',
  },
  device: (code, client) =>
    `Ga alleen verder als ${code} op het scherm staat van een apparaat voor u, waarop u zelf ${client} hebt gestart. Heeft iemand u deze code of link gestuurd, sta het dan niet toe: een vreemd apparaat zou toegang krijgen tot uw gegevens.`,
  allow: 'Toestaan',
  deny: 'Niet toestaan',
  signOut: 'Uitloggen',
  problems: {
    undecided: () => 'Kies of u dit toestaat of niet.',
    outdated: () => 'Deze pagina was verouderd of niet de pagina die werd getoond. Kijk nog eens.',
    overtaken: () => 'Een manager heeft deze verbinding zojuist gewijzigd. Kijk nog eens.',
    no_scope: () => 'Laat minstens één vinkje staan, of sta het niet toe.',
    expiry_not_offered: () => 'Kies uit de lijst hoe lang de verbinding blijft bestaan.',
    resources_unavailable: () => 'De lijst kon niet worden geladen. Kies opnieuw.',
    resource_not_offered: ({ gone }) =>
      `Iets dat u koos, staat niet meer in de lijst: ${gone.join(', ')}. De rest is nog gekozen. Kijk nog eens.`,
    no_resource: () => 'Kies minstens één ding dat bereikbaar mag zijn.',
    scopes_held: ({ client, tenant }) =>
      `Een manager van ${tenant} heeft beperkt wat ${client} hier mag, en er wordt om meer gevraagd. Vraag het een manager van ${tenant}.`,
    stopped: ({ client, tenant }) =>
      `Een manager van ${tenant} heeft deze verbinding met ${client} gestopt. Vraag het een manager van ${tenant}.`,
    suspended: () =>
      'Deze verbinding is opgeschort. Hervat haar bij uw verbindingen voordat u opnieuw verbinding maakt.',
    suspended_by_others: ({ client, tenant }) =>
      `De verbinding van ${tenant} met ${client} is opgeschort. Vraag het een manager van ${tenant}.`,
  },
  noMembership: {
    heading: (word) => `U hebt nog geen toegang (${word})`,
    text: (email, word) =>
      `U bent ingelogd als ${email}, maar u hoort nergens bij (${word}) en kunt dus geen gegevens delen. Vraag om een uitnodiging, of log in met een ander account.`,
  },
  unavailable: {
    heading: 'De lijst kan niet worden geladen',
    text: (api) =>
      `${api} kan nu niet zeggen waaruit u kunt kiezen. Er is niets gedeeld. Probeer het zo nog eens.`,
  },
};
