import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('nl');

export const factors: Words['factors'] = {
  secondStep: {
    title: 'Nog één stap',
    app: 'Code uit uw authenticator-app',
    appHint: 'Een herstelcode kan hier ook.',
    submit: 'Inloggen',
    useRecovery: 'Een herstelcode gebruiken',
    recovery: 'Herstelcode',
    recoveryHint:
      'Een van de codes die u hebt bewaard toen u de tweede stap inschakelde. Elke code werkt één keer.',
    submitRecovery: 'Deze code gebruiken',
    somebodyElse: 'Als iemand anders inloggen',
    missing: 'Voer een code in.',
    wrong:
      'Deze code is niet juist of is al gebruikt. Wacht op de volgende en controleer de klok van uw apparaat.',
    wait: (seconds) =>
      `Er zijn te veel onjuiste codes ingevoerd. Probeer het ${seconds < 90 ? count(seconds, { one: 'over één seconde', other: (all) => `over ${all} seconden` }) : count(Math.ceil(seconds / 60), { one: 'over één minuut', other: (all) => `over ${all} minuten` })} opnieuw.`,
    late: 'Dat duurde te lang, of het formulier hoort bij een ander tabblad. Log opnieuw in.',
  },
  setUp: {
    title: 'Een tweede stap instellen',
    why: (api) =>
      `${api} vraagt bij het inloggen om een tweede stap: na uw wachtwoord voert u een code in uit een app op uw telefoon.`,
    submit: 'Verder',
  },
  app: {
    title: 'Een authenticator-app instellen',
    install:
      'Installeer een authenticator-app op uw telefoon als u er nog geen hebt. Veel wachtwoordbeheerders hebben er een.',
    scan: 'Scan deze code met de app.',
    image: 'QR-code voor uw authenticator-app',
    type: 'Of voer deze sleutel in:',
    code: 'Voer de code in die de app toont',
    turnOn: 'Inschakelen',
    problems: {
      wrong_code:
        'Dit is niet de code die de app nu toont. Controleer de klok van uw telefoon en voer de volgende in.',
      wait: 'Er zijn te veel onjuiste codes ingevoerd. Wacht een kwartier en probeer het opnieuw.',
      exists: 'U hebt al een authenticator-app.',
      late: 'Dat duurde te lang. Scan de nieuwe code.',
    },
  },
  panel: {
    heading: 'Tweede stap',
    off: 'Uit. Uw wachtwoord alleen is genoeg om in te loggen. Met een tweede stap komt iemand die het te weten komt er niet in.',
    app: 'Aan. Na uw wachtwoord voert u een code uit uw authenticator-app in.',
    appOrPasskey:
      'Aan. Na uw wachtwoord voert u een code uit uw authenticator-app in of gebruikt u een passkey.',
    passkey: 'Aan. Na uw wachtwoord gebruikt u een passkey.',
    appSince: 'Authenticator-app toegevoegd',
    lastUsed: 'Laatst gebruikt',
    noCodes: 'U hebt geen herstelcode meer. Maak nieuwe, zodat u kunt inloggen als u uw apparaat kwijtraakt.',
    codes: (left) =>
      `${count(left, { one: 'U hebt nog één herstelcode.', other: (all) => `U hebt nog ${all} herstelcodes.` })} Daarmee logt u in als u uw apparaat kwijtraakt.`,
    askPasskey: 'Na het wachtwoord om een passkey vragen',
    newCodes: 'Nieuwe herstelcodes maken',
    turnOff: 'Uitschakelen',
    demanded: (api) => `${api} vraagt u om een tweede stap, dus die blijft aan.`,
  },
  codes: {
    title: 'Uw herstelcodes',
    keep: 'Bewaar deze codes op een plek die u zonder uw telefoon vindt: op papier of in een wachtwoordbeheerder. Ze worden alleen deze keer getoond.',
    label: 'Herstelcodes',
    hint: 'Elke code werkt één keer, in plaats van uw app of passkey. Eerdere codes werken niet meer.',
    kept: 'Ik heb ze bewaard',
    lost: 'Als niemand de codes heeft opgeschreven, maak dan nieuwe.',
  },
  newCodes: {
    title: 'Nieuwe herstelcodes maken?',
    text: 'U krijgt tien nieuwe codes. De codes die u hebt, werken dan niet meer.',
    submit: 'Nieuwe codes maken',
  },
  askPasskey: {
    title: 'Na het wachtwoord om een passkey vragen?',
    text: 'Uw wachtwoord alleen is dan niet meer genoeg om in te loggen: daarna wordt om een van uw passkeys gevraagd. U krijgt tien herstelcodes voor het geval u uw passkeys kwijtraakt.',
    submit: 'Inschakelen',
  },
  turnOff: {
    title: 'De tweede stap uitschakelen?',
    text: 'Daarna is uw wachtwoord alleen genoeg om in te loggen. Uw authenticator-app en uw herstelcodes worden verwijderd; passkeys blijven.',
  },
  passkeys: {
    heading: 'Passkeys',
    about:
      'Met een passkey logt u in met uw vingerafdruk, uw gezicht of de pincode van uw apparaat, zonder wachtwoord. Niemand kan hem raden of meelezen.',
    none: 'U hebt nog geen passkey.',
    added: 'Toegevoegd',
    lastUsed: 'Laatst gebruikt',
    unused: 'Nog niet gebruikt',
    add: 'Een passkey toevoegen',
    remove: 'Verwijderen',
    removeOf: (name) => `Verwijderen: ${name}`,
    name: 'Naam',
    nameHint: 'Zodat u hem later herkent, bijvoorbeeld “Laptop op het werk”.',
    make: 'De passkey maken',
    unable:
      'Deze browser maakt hier geen passkeys. Nodig zijn JavaScript en een apparaat met schermvergrendeling of een beveiligingssleutel.',
    nameless: 'Passkey',
    problems: {
      refused: 'De passkey kon niet worden toegevoegd. Probeer het opnieuw.',
      exists: 'Deze passkey staat al in uw lijst.',
      too_many: (most) => `U hebt al ${most} passkeys. Verwijder er eerst een.`,
      last: (api) => `${api} vraagt u om een tweede stap, en u hebt alleen deze.`,
    },
    removeTitle: 'Deze passkey verwijderen?',
    removeText: (name) => `Niemand kan nog inloggen met “${name}”. Verwijder hem ook op uw apparaat.`,
    signIn: 'Inloggen met een passkey',
    use: 'Een passkey gebruiken',
    or: 'of',
    failed: 'Er kwam niets van uw apparaat. Probeer het opnieuw of log op een andere manier in.',
    known: 'Dit apparaat heeft al een passkey voor u.',
    wrong: 'Deze passkey is niet aangenomen. Probeer het opnieuw of log op een andere manier in.',
    wait: (seconds) =>
      `Er zijn te veel pogingen gedaan. Probeer het ${count(Math.ceil(seconds / 60), { one: 'over één minuut', other: (all) => `over ${all} minuten` })} opnieuw.`,
  },
  sessions: {
    heading: 'Waar u bent ingelogd',
    unknown: 'Onbekende browser',
    here: 'Deze browser',
    since: 'Ingelogd',
    seen: 'Laatst gezien',
    end: 'Uitloggen',
    endOf: (browser) => `Uitloggen: ${browser}`,
    endOthers: 'Overal elders uitloggen',
    alone: 'U bent hier ingelogd en nergens anders.',
  },
  prove: {
    title: 'Bevestig dat u het bent',
    why: 'Hiervoor moet u in de laatste tien minuten hebben ingelogd, zodat niemand het in uw open browser doet. Er is nog niets gewijzigd.',
  },
  back: 'Terug',
};
