// The tiers of a mentor: how many are in each follows what is chosen.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!event.target.name?.startsWith("tier-")) return;
  const chosen = [...new FormData(form)].filter(([name]) => name.startsWith("tier-")).map(([, tier]) => tier);
  for (const count of form.querySelectorAll("[data-tier-count]")) {
    count.textContent = chosen.filter((tier) => tier === count.dataset.tierCount).length;
  }
});
