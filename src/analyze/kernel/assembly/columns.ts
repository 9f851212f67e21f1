import { COLUMN_BYTES, NUMBER_COLUMNS_FROM, TEXT_COLUMNS_FROM } from '../../../event/scan/memory.ts';

// Columns of a row, in the order of `rows.ts`.
export const NAME: usize = TEXT_COLUMNS_FROM;
export const STATUS: usize = TEXT_COLUMNS_FROM + COLUMN_BYTES;
export const MODEL: usize = TEXT_COLUMNS_FROM + COLUMN_BYTES * 2;
export const SPAN: usize = TEXT_COLUMNS_FROM + COLUMN_BYTES * 3;
export const PARENT_SPAN: usize = TEXT_COLUMNS_FROM + COLUMN_BYTES * 4;
export const DURATION: usize = NUMBER_COLUMNS_FROM;
export const SIZE: usize = NUMBER_COLUMNS_FROM + COLUMN_BYTES;
export const LINES: usize = NUMBER_COLUMNS_FROM + COLUMN_BYTES * 2;
export const EXIT_CODE: usize = NUMBER_COLUMNS_FROM + COLUMN_BYTES * 3;
export const ATTEMPT: usize = NUMBER_COLUMNS_FROM + COLUMN_BYTES * 4;
export const OUTPUT: usize = NUMBER_COLUMNS_FROM + COLUMN_BYTES * 5;

/** What a row has no text for. */
export const ABSENT: i32 = -1;
