/** How far below the edge something already counts as seen, so that it is ready when it comes. */
const margin = '200px';

/** Tells once of each element when it comes into sight. One that goes before is forgotten. */
export class Sightings {
  readonly #observer: IntersectionObserver;

  constructor(onSeen: (element: HTMLElement) => void) {
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting || !(target instanceof HTMLElement)) continue;
          this.#observer.unobserve(target);
          onSeen(target);
        }
      },
      { rootMargin: margin },
    );
  }

  await(element: HTMLElement): void {
    this.#observer.observe(element);
  }
}
