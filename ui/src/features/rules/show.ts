/** Shows a rule in the Rules panel, with the focus on it once the panel is drawn. */
export function showRule(onShow: (tab: string) => void, id: string) {
  onShow("rules");
  let frames = 0;
  const look = () => {
    const cards = [...document.querySelectorAll<HTMLElement>("[data-rule-card]")];
    const card = cards.find((one) => one.dataset.testid === `rule-${id}`);
    if (card) {
      card.closest("details")?.setAttribute("open", "");
      card.focus();
      card.scrollIntoView({ block: "nearest" });
    } else if (frames++ < 30) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
