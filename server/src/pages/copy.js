// Puts a button beside each secret that copies it. Without this script the pages are complete: the secret is there to select.
const words = document.querySelector('[data-copy]').dataset;
for (const secret of document.querySelectorAll('code.secret')) {
  const label = document.getElementById(secret.getAttribute('aria-labelledby'))?.textContent ?? '';
  const button = document.createElement('button');
  const said = document.createElement('span');
  button.type = 'button';
  button.className = 'button';
  button.textContent = words.copy;
  button.setAttribute('aria-label', `${words.copy}: ${label}`);
  said.className = 'small soft';
  said.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(secret.textContent);
      said.textContent = words.copied;
    } catch {
      // The browser does not let us: the person finishes it.
      getSelection().selectAllChildren(secret);
      said.textContent = words.selected;
    }
  });
  const row = document.createElement('div');
  row.className = 'copy';
  row.append(button, said);
  secret.after(row);
}
