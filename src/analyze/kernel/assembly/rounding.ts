/** As Math.round of JavaScript. */
// @ts-ignore: decorator
@inline
export function rounded(value: f64): f64 {
  const up = ceil(value);
  return up - 0.5 <= value ? up : up - 1;
}
