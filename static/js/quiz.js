// The quiz of an activity: <button data-count-answers="12"> says how many of its questions are answered.
function countAnswers() {
  for (const button of document.querySelectorAll("[data-count-answers]")) {
    const given = new Set([...new FormData(button.form).keys()].filter((name) => name.startsWith("question-"))).size;
    button.textContent = `Submit ${given} of ${button.dataset.countAnswers} answers`;
  }
}
document.addEventListener("change", countAnswers);
window.addEventListener("pageshow", countAnswers);
countAnswers();
