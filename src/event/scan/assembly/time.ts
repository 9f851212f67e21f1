import { LINE_HEAD_AT, MINUTE_AT, MINUTE_MS_AT } from '../memory.ts';
import { stands } from './literals.ts';

/** The time that `timeEnd` read last, in epoch milliseconds. */
export let time: f64 = 0;

/** `00.000Z"` */
const FORM: u64 = 0x225a3030302e3030;
/** What is to be added to each byte of it so that a digit too high reaches into the upper half of the byte. */
const REACH: u64 = 0x0f0f0606060f060a;
const UPPER: u64 = 0xf0f0f0f0f0f0f0f0;
const HEAD_LENGTH: usize = 13;
const TIME_LENGTH: usize = 24;

/** Where the Z of the time stands on a line that begins at `at`; 0 when it does not begin as it should. */
// @ts-ignore: decorator
@inline
export function timeEnd(at: usize): usize {
  // 30 bytes: the head of the line and its minute, which lines share a thousand times over.
  const same = v128.and(
    i8x16.eq(v128.load(at), v128.load(MINUTE_AT)),
    i8x16.eq(v128.load(at, 14), v128.load(MINUTE_AT, 14)),
  );
  if (!i8x16.all_true(same)) return anyTimeEnd(at);
  const within = withinMinute(load<u64>(at, 30));
  if (within < 0) return 0;
  time = load<f64>(MINUTE_MS_AT) + f64(within);
  return at + HEAD_LENGTH + TIME_LENGTH - 1;
}

/** The milliseconds that `35.123Z"` says; -1 when this is not its form. */
// @ts-ignore: decorator
@inline
function withinMinute(bytes: u64): i32 {
  const digits = bytes ^ FORM;
  if (((digits | (digits + REACH)) & UPPER) != 0) return -1;
  const high = u32(digits);
  const low = u32(digits >> 32);
  return (high & 0xff) * 10_000 + ((high >> 8) & 0xff) * 1_000 + (high >> 24) * 100 + (low & 0xff) * 10 + ((low >> 8) & 0xff);
}

/** A time in its canonical form, `2026-11-21T07:35:00.123Z`, of a day that exists and a year from 0100 on. */
function anyTimeEnd(at: usize): usize {
  if (!stands(at, LINE_HEAD_AT, 5)) return 0;
  const from = at + HEAD_LENGTH;
  const year = digits(from, 4);
  const month = digits(from + 5, 2);
  const day = digits(from + 8, 2);
  const hour = digits(from + 11, 2);
  const minute = digits(from + 14, 2);
  const within = withinMinute(load<u64>(from, 17));
  if (
    load<u8>(from, 4) != 0x2d ||
    load<u8>(from, 7) != 0x2d ||
    load<u8>(from, 10) != 0x54 ||
    load<u8>(from, 13) != 0x3a ||
    load<u8>(from, 16) != 0x3a
  )
    return 0;
  if (year < 100 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return 0;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || within < 0) return 0;
  store<f64>(MINUTE_MS_AT, (f64(daysFrom1970(year, month, day)) * 1440 + f64(hour * 60 + minute)) * 60_000);
  memory.copy(MINUTE_AT, at, 30);
  time = load<f64>(MINUTE_MS_AT) + f64(within);
  return from + TIME_LENGTH - 1;
}

/** -1 (or less) when one is not a digit. */
function digits(at: usize, count: i32): i32 {
  let value: i32 = 0;
  for (let i = 0; i < count; i++) {
    const digit: u32 = load<u8>(at + i) - 0x30;
    if (digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function daysOf(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Method: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`, for years above 0. */
function daysFrom1970(year: i32, month: i32, day: i32): i32 {
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
}
