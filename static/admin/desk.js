// Hides what a decision does not need. Without this script everything is shown, and says when it is needed.
const GROUNDED = new Set(["refused", "partly_fulfilled"]);

function decided(form) {
  const found = new Map();
  for (const section of form.querySelectorAll("[data-right]")) {
    const chosen = section.querySelector("input[type=radio][name$='-decision']:checked");
    const decision = chosen ? chosen.value : "";
    found.set(section.dataset.right, decision);
    section.querySelector("[data-grounds]").hidden = !GROUNDED.has(decision);
  }
  return found;
}

function showNeeded(form) {
  const decisions = decided(form);
  for (const part of form.querySelectorAll("[data-needs]")) {
    const needs = part.dataset.needs.split(" ").map((need) => need.split(":"));
    part.hidden = !needs.some(([right, decision]) => decisions.get(right) === decision);
  }
}

function showWindow(form) {
  const pair = form.querySelector("[data-only-basis]");
  const chosen = form.querySelector("input[name=basis]:checked");
  if (pair) pair.hidden = !chosen || chosen.value !== pair.dataset.onlyBasis;
}

for (const form of document.querySelectorAll("form")) {
  const update = () => (form.matches(".sf-answer") ? showNeeded(form) : showWindow(form));
  form.addEventListener("change", update);
  update();
}
document.getElementById("failed")?.focus();
