import type { Words } from '../type.ts';

export const consent: Words['consent'] = {
  expiry: {
    label: 'Wie lange',
    hint: 'Danach muss neu gefragt werden. Sie können es auch vorher jederzeit zurücknehmen.',
    untilRevoked: 'Bis ich es zurücknehme',
    unchanged: (on) => `Wie bisher, bis ${on}`,
    days: (days, on) => `${days === 365 ? '1 Jahr' : days === 1 ? '1 Tag' : `${days} Tage`}, bis ${on}`,
    only: (length) => `Wie lange: ${length}.`,
  },
  scopes: {
    optional: 'Freiwillig. Entfernen Sie das Häkchen, um es wegzulassen.',
    dangerous: 'Vorsicht',
  },
};
