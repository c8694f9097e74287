import type { Words } from '../type.ts';

/** Of the page around the dashboard, whose own texts are in `dashboard/src/words`. */
export const dashboard: Words['dashboard'] = {
  needsScript: 'Das Dashboard braucht JavaScript. Die Seiten Ihres Kontos funktionieren ohne.',
  link: 'Dashboard für Entwicklung und Betrieb',
  account: 'Ihr Konto',
};
