/** How a node was reached. */
export interface Route {
  /** Every segment fits as it was sent. */
  fits: boolean;
  /** Segments were left out or split, so the number of segments differs from the template's. */
  shifted: boolean;
  /** An operation here counts, but the lack of one does not: every path can be read with a final slash. */
  mayLack: boolean;
}

/** A node that readings of a path lead to, with all routes to it combined. */
export interface Reach<Place> {
  place: Place;
  route: Route;
}

/** A path usually leads to one or two nodes. Beyond this number, an index is faster than a scan. */
const FEW = 8;

/** Nodes in the order in which they were first reached. */
export class Reached<Place> {
  readonly all: Reach<Place>[] = [];
  #index: Map<Place, Reach<Place>> | null = null;

  add(place: Place, route: Route): void {
    const known = this.#known(place);
    if (!known) {
      const added = { place, route };
      this.all.push(added);
      if (this.#index) this.#index.set(place, added);
      else if (this.all.length > FEW) this.#index = new Map(this.all.map((each) => [each.place, each]));
    } else if (known.route !== route) {
      known.route = together(known.route, route);
    }
  }

  #known(place: Place): Reach<Place> | undefined {
    if (this.#index) return this.#index.get(place);
    for (const each of this.all) if (each.place === place) return each;
    return undefined;
  }
}

function together(one: Route, other: Route): Route {
  return {
    fits: one.fits || other.fits,
    shifted: one.shifted || other.shifted,
    mayLack: one.mayLack && other.mayLack,
  };
}
