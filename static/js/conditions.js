// Shows a question only while the question that it depends on has one of its values as an answer.
// The server says the same when the page is loaded, and decides what counts when it is submitted.
(() => {
  const answersTo = (name, form) =>
    [...form.elements]
      .filter((field) => field.name === name && (field.type !== "checkbox" || field.checked))
      .map((field) => field.value);

  const show = (form) => {
    for (const line of form.querySelectorAll("[data-depends-on]")) {
      const name = line.dataset.dependsOn;
      const on = document.getElementById(`field-${name}`);
      const given = answersTo(name, form);
      const wanted = JSON.parse(line.dataset.values);
      line.hidden = Boolean(on?.hidden) || !wanted.some((value) => given.includes(value));
    }
  };

  const showAll = () => {
    for (const line of document.querySelectorAll("[data-depends-on]")) {
      if (line.closest("form")) show(line.closest("form"));
    }
  };

  document.addEventListener("change", showAll);
  document.addEventListener("htmx:afterSwap", showAll);
  showAll();
})();
