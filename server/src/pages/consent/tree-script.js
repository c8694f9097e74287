// Makes the boxes of a consent a tree: a container and its contents follow each other, the count is kept, and a
// search shows matches at once. Without this script the page is complete: the search is sent, and a container counts
// for everything in it.
const tree = document.querySelector('fieldset.tree');
const boxes = [...tree.querySelectorAll('input[name="resource"]')];
const includesFuture = tree.hasAttribute('data-future');
const status = tree.querySelector('[role="status"]');
const figures = new Intl.NumberFormat(document.documentElement.lang);

const itemOf = (box) => box.closest('li');
const detailsOf = (item) => item.querySelector(':scope > details');
const childrenOf = new Map(
  boxes.map((box) => [box, [...itemOf(box).querySelectorAll(':scope > details > ul > li > label > input')]]),
);
const parentOf = new Map([...childrenOf].flatMap(([box, children]) => children.map((child) => [child, box])));
const leaves = boxes.filter((box) => childrenOf.get(box).length === 0 && !box.disabled);

function setBelow(box, checked) {
  for (const child of childrenOf.get(box)) {
    if (child.disabled) continue;
    child.checked = checked;
    child.indeterminate = false;
    setBelow(child, checked);
  }
}

/** A container is ticked with everything in it. Where it includes the future, only its own box ticks it. */
function judge(box) {
  const children = childrenOf.get(box).filter((child) => !child.disabled);
  if (children.length === 0) return;
  const all = children.every((child) => child.checked);
  const some = children.some((child) => child.checked || child.indeterminate);
  if (!all || !includesFuture) box.checked = all;
  box.indeterminate = some && !box.checked;
}

function judgeAbove(box) {
  for (let at = parentOf.get(box); at; at = parentOf.get(at)) judge(at);
}

function count() {
  const chosen = leaves.filter((box) => box.checked).length;
  status.textContent = status.dataset.count
    .replace('{}', figures.format(chosen))
    .replace('{all}', figures.format(leaves.length));
}

for (const box of boxes) if (box.checked) setBelow(box, true);
// From the innermost container outwards.
for (const box of [...boxes].reverse()) judge(box);

tree.addEventListener('change', ({ target }) => {
  if (target.name !== 'resource') return;
  target.indeterminate = false;
  setBelow(target, target.checked);
  judgeAbove(target);
  count();
});

// A container stands for its contents, so that thousands of boxes are a few values.
tree.form.addEventListener('formdata', ({ formData }) => {
  formData.delete('resource');
  for (const box of boxes) {
    if (box.checked && !parentOf.get(box)?.checked) formData.append('resource', box.value);
  }
});

const search = tree.querySelector('#find');
// A list that the server has searched is a part of it: another search is sent as well.
if (search && search.value === '') {
  const texts = new Map(
    boxes.map((box) => [box, itemOf(box).querySelector('label').textContent.toLocaleLowerCase()]),
  );
  const opened = new Map([...tree.querySelectorAll('details')].map((each) => [each, each.open]));
  search.parentElement.querySelector('button').hidden = true;

  const show = (text) => {
    const shown = new Set();
    for (const box of boxes) {
      if (!texts.get(box).includes(text)) continue;
      for (let at = box; at && !shown.has(at); at = parentOf.get(at)) shown.add(at);
    }
    for (const box of boxes) {
      const item = itemOf(box);
      item.hidden = !shown.has(box);
      const details = detailsOf(item);
      if (details)
        details.open =
          text === '' ? opened.get(details) : childrenOf.get(box).some((child) => shown.has(child));
    }
    if (shown.size > 0) count();
    else status.textContent = status.dataset.none;
  };
  search.addEventListener('input', () => show(search.value.trim().toLocaleLowerCase()));
  search.addEventListener('keydown', (event) => {
    // The matches are there already, and nothing may be decided by this key.
    if (event.key === 'Enter') event.preventDefault();
  });
}
