/** Of the page around the dashboard, whose own texts are in `dashboard/src/words`. */
export const dashboard = {
  needsScript: 'The dashboard needs JavaScript. The pages of your account work without it.',
  link: 'Dashboard for developers and operators',
  account: 'Your account',
};
