/** The symbol of `OTHER_NAMES`, where names beyond the limit count together. */
export let otherNames: i32 = -1;

export function setOtherNames(id: i32): void {
  otherNames = id;
}
