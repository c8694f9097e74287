export const layout = {
  skip: 'Skip to the content',
  language: 'Language',
};
