import type { Words } from '../type.ts';

export const messages: Words['messages'] = {
  reference: 'Referentie:',
  notFound: {
    heading: 'Deze pagina bestaat niet',
    text: 'Misschien is het adres verkeerd getypt, of is de inhoud verwijderd.',
    link: 'Naar uw account',
  },
  gone: {
    heading: 'Dit is er niet meer',
    text: 'Iemand heeft het verwijderd of beëindigd nadat deze pagina werd geopend. Verder is er niets veranderd.',
  },
  unreadable: {
    heading: 'Dit formulier kon niet worden gelezen',
    text: (why) => `${why} Er is niets gewijzigd.`,
    notAForm: 'Een formulier moet als application/x-www-form-urlencoded worden verzonden.',
    tooLarge: 'Het formulier is te groot.',
    nullCharacter: 'Een veld bevat het teken U+0000. Haal het weg en verzend het formulier opnieuw.',
    malformed: 'Het formulier is niet leesbaar.',
  },
  stale: {
    heading: 'Dit formulier is niet meer geldig',
    text: 'Misschien hebt u opnieuw ingelogd nadat u het had geopend. Er is niets gewijzigd. Open de pagina opnieuw en herhaal uw invoer.',
    link: 'Pagina opnieuw openen',
  },
  shownAgain:
    'U moest opnieuw inloggen. Daarom is er nog niets gebeurd. Controleer het formulier en verzend het nog een keer.',
  formPost: {
    heading: 'Bijna klaar',
    before: 'U wordt teruggestuurd naar',
    after: '. Gebeurt er niets, klik dan op de knop.',
    submit: 'Doorgaan',
  },
};
