export const layout = {
  skip: 'Skip to the content',
  language: 'Language',
  terms: 'Terms',
  privacy: 'Privacy',
  support: 'Help',
};
