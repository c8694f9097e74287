import type { Words } from '../type.ts';

export const alertMail: Words['alertMail'] = {
  subject: (api) => `Ongebruikelijk gebruik bij ${api}`,
  noticed: (api, tenant) => `${api} heeft ongebruikelijk gebruik van de gegevens van ${tenant} opgemerkt:`,
  connection: 'Geef aan of u dit was, of beëindig de verbinding',
  activity: 'Bekijk wat er is gebeurd',
  why: (api, tenant) =>
    `U ontvangt deze e-mail omdat u ${tenant} bij ${api} beheert. Er wordt niet om een wachtwoord gevraagd en er staat geen code in.`,
  noMore: (url) => `Wilt u er geen meer ontvangen: ${url}`,
};
