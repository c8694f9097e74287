// Puts a button beside each secret that copies it. Without this script the pages are complete: the secret is there to select.
for (const secret of document.querySelectorAll('code.secret')) {
  const label = document.getElementById(secret.getAttribute('aria-labelledby'))?.textContent ?? '';
  const button = document.createElement('button');
  const said = document.createElement('span');
  button.type = 'button';
  button.className = 'button';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', `Copy: ${label}`);
  said.className = 'small soft';
  said.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(secret.textContent);
      said.textContent = 'Copied.';
    } catch {
      // The browser does not let us: the person finishes it.
      getSelection().selectAllChildren(secret);
      said.textContent = 'Selected. Press Ctrl+C or Cmd+C.';
    }
  });
  const row = document.createElement('div');
  row.className = 'copy';
  row.append(button, said);
  secret.after(row);
}
