// TeX → MathML, as elements and never as HTML. Fetched when the first formula is shown.
import temml from "temml";
import "temml/dist/Temml-Local.css";

/** Em and points: no formula may cover what is around it. */
const largest: [number, number] = [10, 200];

/** Draws into `place`, and tells whether it could: a formula with an error leaves it empty. */
export function drawFormula(place: HTMLElement, text: string, display: boolean): boolean {
  try {
    temml.render(text, place, {
      displayMode: display,
      annotate: true,
      throwOnError: true,
      trust: false,
      maxExpand: 200,
      maxSize: largest,
      // Definitions of one formula are not those of the next.
      macros: {},
    });
  } catch {
    place.replaceChildren();
    return false;
  }
  // A label would give an answer's element a name that the page may have given to another.
  for (const element of place.querySelectorAll("[id], [href]")) {
    element.removeAttribute("id");
    element.removeAttribute("href");
  }
  return true;
}
