import { CAREFUL, SYMBOL_ENTRIES_AT, WHO_COLUMN } from '../../../event/scan/memory.ts';
import { MODEL, NAME, PARENT_SPAN, SPAN, STATUS } from './columns.ts';
import { STATUS_KNOWN, symbol, TEXT_KNOWN } from './records.ts';

/** The longest name that is remembered whole. */
const NAME_BYTES: u32 = 4_096;

/** Why `fold` stopped: a symbol that has to be told of, and as what. */
export let wanted: i32 = -1;
export let wantedAs: i32 = 0;
const AS_WHO: i32 = 1;
const AS_TEXT: i32 = 2;
const AS_STATUS: i32 = 3;

/** Whether all symbols of a row are known as what they are. */
// @ts-ignore: decorator
@inline
export function knows(rows: usize, i: i32): bool {
  const texts = rows + usize(i) * 4;
  const who = load<i32>(texts, WHO_COLUMN);
  if (symbol(who).who === null) return wants(who, AS_WHO);
  const status = load<i32>(texts, STATUS);
  if (status >= 0 && (symbol(status).status & STATUS_KNOWN) == 0) return wants(status, AS_STATUS);
  return (
    isText(load<i32>(texts, NAME)) &&
    isText(load<i32>(texts, SPAN)) &&
    isText(load<i32>(texts, PARENT_SPAN)) &&
    isText(load<i32>(texts, MODEL))
  );
}

function wants(id: i32, what: i32): bool {
  wanted = id;
  wantedAs = what;
  return false;
}

/** Texts that have one spelling only are known by their symbol; of the others somebody has to see to that. */
// @ts-ignore: decorator
@inline
function isText(id: i32): bool {
  if (id < 0 || (symbol(id).status & TEXT_KNOWN) != 0) return true;
  const length = load<u32>(usize(SYMBOL_ENTRIES_AT) + usize(id) * 8, 4);
  if ((length & CAREFUL) != 0 || length > NAME_BYTES) return wants(id, AS_TEXT);
  symbol(id).status |= TEXT_KNOWN;
  return true;
}
