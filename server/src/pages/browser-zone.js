// Keeps the browser's time zone in a cookie, so that the next page shows moments in it. Without this script they are in that of the API.
const secure = location.protocol === 'https:';
const name = secure ? '__Host-latchkey-zone' : 'latchkey-zone';
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
if (timeZone) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser.
  document.cookie = `${name}=${timeZone}; Path=/; SameSite=Lax; Max-Age=31536000${secure ? '; Secure' : ''}`;
  for (const each of document.querySelectorAll('[data-zone]')) {
    each.textContent = each.dataset.zone.replace('{zone}', timeZone);
  }
}
