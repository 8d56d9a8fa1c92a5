"use strict";
// Each new report is loaded out of sight; it takes the old one's place once it is scrolled to where
// the reader was, with the same folds open.

// A fold is known by its section, its heading, and how often that stood there before.
function foldsOf(page) {
  const seen = new Map(), folds = new Map();
  for (const fold of page.querySelectorAll("details")) {
    const section = fold.closest("[id]");
    const heading = fold.querySelector("summary");
    const name = `${section ? section.id : ""} ${heading ? heading.textContent : ""}`;
    const times = (seen.get(name) || 0) + 1;
    seen.set(name, times);
    folds.set(`${name} ${times}`, fold);
  }
  return folds;
}

function keep(old, next) {
  const folds = foldsOf(old.contentDocument);
  for (const [name, fold] of foldsOf(next.contentDocument)) {
    if (folds.has(name)) fold.open = folds.get(name).open;
  }
  next.contentWindow.scrollTo(old.contentWindow.scrollX, old.contentWindow.scrollY);
}

let coming = null;

function show(version) {
  if (coming) coming.remove(); // a newer one has overtaken it
  const old = document.querySelector("iframe");
  const next = old.cloneNode();
  next.className = "coming";
  next.src = `report?${version}`;
  next.addEventListener("load", () => {
    if (next !== coming) return;
    keep(old, next);
    next.className = "";
    old.remove();
    coming = null;
    document.title = next.contentDocument.title;
  });
  coming = next;
  document.body.append(next);
}

const news = new EventSource("events");
news.addEventListener("message", (event) => {
  document.getElementById("lost").hidden = true;
  show(event.data);
});
news.addEventListener("error", () => {
  document.getElementById("lost").hidden = false;
});
