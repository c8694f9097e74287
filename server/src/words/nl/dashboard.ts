import type { Words } from '../type.ts';

/** Of the page around the dashboard, whose own texts are in `dashboard/src/words`. */
export const dashboard: Words['dashboard'] = {
  needsScript: 'Het dashboard heeft JavaScript nodig. De pagina’s van uw account werken zonder.',
  link: 'Dashboard voor ontwikkeling en beheer',
  account: 'Uw account',
};
