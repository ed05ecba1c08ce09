// What a query leaves out is a gap, not a value: the categories between others, and the points of a series that has a regular step.
const mostCategories = 400;

/** Whole numbers in their order, with those of the same step that are missing between them. */
export function filled(texts) {
  const numbers = texts.map(Number);
  const rising = numbers.every((number, at) => Number.isSafeInteger(number) && (at === 0 || number > numbers[at - 1]));
  if (!rising || numbers.length < 3) {
    return texts;
  }
  const step = numbers.slice(1).reduce((common, number, at) => divisor(common, number - numbers[at]), 0);
  const count = (numbers.at(-1) - numbers[0]) / step + 1;
  if (count > Math.min(mostCategories, numbers.length * 2 + 10)) {
    return texts;
  }
  const known = new Map(numbers.map((number, at) => [number, texts[at]]));
  return Array.from({ length: count }, (_, at) => known.get(numbers[0] + at * step) ?? String(numbers[0] + at * step));
}

/** The step of places on an axis, where most of them keep it; null where there is none. */
export function stepOf(places) {
  const sorted = [...new Set(places)].toSorted((a, b) => a - b);
  const steps = sorted.slice(1).map((place, at) => place - sorted[at]).toSorted((a, b) => a - b);
  const middle = steps[Math.floor(steps.length / 2)];
  const regular = steps.filter(step => Math.abs(step - middle) <= middle * 0.15).length;
  return steps.length >= 3 && regular >= steps.length * 0.6 ? middle : null;
}

/** Points with a break wherever one or more of the step are missing. */
export function broken(points, step, placeOf) {
  if (step === null) {
    return points;
  }
  return points.flatMap((point, at) => {
    const far = at > 0 && placeOf(point) - placeOf(points[at - 1]) > step * 1.5;
    return far ? [{ value: [points[at - 1].value[0], null] }, point] : [point];
  });
}

function divisor(a, b) {
  return b === 0 ? a : divisor(b, a % b);
}
