// A code goes as soon as it is complete; above the button it says so.
document.querySelectorAll("[data-complete]").forEach((input) => {
  document.querySelector("[data-when-complete]").hidden = false;
  input.addEventListener("input", () => {
    const digits = input.value.replace(/\D/g, "");
    if (digits.length === Number(input.dataset.complete)) input.form.requestSubmit();
  });
});
