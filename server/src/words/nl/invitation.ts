import type { Words } from '../type.ts';
import { inTime } from './sign-in.ts';

export const invitation: Words['invitation'] = {
  mail: {
    subject: (tenant, api) => `${tenant} nodigt u uit bij ${api}`,
    says: (who, tenant, api, role) =>
      `${who} nodigt u uit om bij ${api} voor ${tenant} te werken, in de rol ${role}.`,
    lasts: 'De link werkt één keer, zeven dagen lang.',
    link: 'Uitnodiging bekijken',
    ignore: 'Verwacht u geen uitnodiging, doe dan niets: niemand krijgt daardoor een account.',
  },
  page: {
    heading: (tenant) => `Lid worden van ${tenant}`,
    lead: (who, tenant, api, role) =>
      `${who} nodigt u uit om bij ${api} voor ${tenant} te werken, in de rol ${role}.`,
    address: (email) => `U gaat inloggen met ${email}.`,
    name: 'Uw naam',
    nameHint: 'Uw collega’s zien die.',
    nameMissing: 'Vul uw naam in.',
    password: 'Wachtwoord',
    submit: 'Account maken en lid worden',
    haveOne: 'Hebt u al een account, ook onder een ander adres?',
    signIn: 'Inloggen en daarmee lid worden',
    known: (email) => `Er is een account voor ${email}. Log daarmee in om lid te worden.`,
    elsewhere: 'Log in om lid te worden.',
    otherAddress: (invited, email) =>
      `De uitnodiging ging naar ${invited}, en u bent ingelogd als ${email}. Als u doorgaat, wordt ${email} lid.`,
    decidedElsewhere: (email) =>
      `U bent ingelogd als ${email}, en over dit account beslist de eigen inlog of directory van één organisatie. Daarom heeft het niets buiten die organisatie. Gebruik een ander account.`,
    joinAs: (email) => `Lid worden als ${email}`,
    other: 'Uitloggen en een ander account gebruiken',
  },
  member: {
    heading: (tenant) => `U hoort al bij ${tenant}`,
    text: (email) => `${email} is lid. De uitnodiging blijft open voor iemand anders die de link heeft.`,
    link: 'Naar uw account',
  },
  gone: {
    heading: 'Deze uitnodiging werkt niet meer',
    text: 'Ze is aangenomen, ingetrokken of opnieuw verstuurd, of ouder dan zeven dagen. Vraag om een nieuwe, of log in als u haar hebt aangenomen.',
  },
  noLonger: {
    heading: 'Deze uitnodiging telt niet meer',
    text: (tenant) =>
      `De rol die ze geeft is verwijderd, of de afzender mag die niet meer geven. Vraag iemand die ${tenant} beheert om een nieuwe.`,
  },
  list: {
    heading: 'Uitnodigingen',
    lead: 'Nodig iemand uit per mail. Die persoon kiest een wachtwoord, of logt in met het eigen account.',
    none: 'Er staat geen uitnodiging open.',
    email: 'E-mailadres',
    role: 'Rol',
    submit: 'Uitnodigen',
    until: (role, date) => `${role}, open tot ${date}`,
    expired: (role, date) => `${role}, verlopen op ${date}`,
    again: 'Opnieuw versturen',
    withdraw: 'Intrekken',
    about: (email) => `de uitnodiging van ${email}`,
  },
  problems: {
    noAddress: 'Vul het hele adres in, zoals ada@example.com.',
    exists: 'Dit adres heeft een open uitnodiging: verstuur die opnieuw, of trek haar in.',
    member: 'Iemand met dit adres is al lid.',
    tooMany: 'Er staan honderd uitnodigingen open. Trek er een paar in die niemand aanneemt.',
    aboveOwn: 'U kunt alleen rollen geven die niet meer toestaan dan uw eigen rol.',
    wait: (seconds) => `Dit adres heeft al meerdere mails gekregen. Probeer het ${inTime(seconds)} opnieuw.`,
  },
};
