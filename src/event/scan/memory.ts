// Where things lie in the memory of a scanner. The kernel is compiled with these figures too, so that they are plain
// whole numbers, and their types are left to each of the two compilers.

/** The layout that a reader of the memory needs to know: three words. */
export const HEAD_AT = 64;
/** The word by which threads take turns in finding symbols. */
export const MUTEX_AT = 128;
/** What the kernel works with: literals and the layouts of the types, as `tables.ts` writes them. */
const TABLES_AT = 1_024;
export const TABLES_TO = 64 * 1024;

// The tables begin with what every line has.
/** `{"v":1,"ts":"` and the minute of the line before, which the kernel remembers here: 30 bytes. */
export const MINUTE_AT = TABLES_AT;
export const LINE_HEAD_AT = TABLES_AT + 32;
export const SESSION_AT = TABLES_AT + 48;
export const AGENT_AT = TABLES_AT + 64;
export const WRITER_AT = TABLES_AT + 80;
export const SEQ_AT = TABLES_AT + 96;
export const TYPE_AT = TABLES_AT + 104;
export const HASH_AT = TABLES_AT + 112;
/** Powers of ten, from the power 0 on. */
export const POWERS_AT = TABLES_AT + 128;
/** Containers inside containers that are allowed. */
export const DEPTH_AT = TABLES_AT + 256;
/** Where the entries of the types begin and end. */
export const TYPES_FROM_AT = TABLES_AT + 264;
export const TYPES_TO_AT = TABLES_AT + 268;
/** Where the entries of the keys begin and end that may not come again in any line. */
export const KEYS_FROM_AT = TABLES_AT + 272;
export const KEYS_TO_AT = TABLES_AT + 276;
/** The beginning of that minute in epoch milliseconds: in memory like the minute, because other threads scan too. */
export const MINUTE_MS_AT = TABLES_AT + 280;
/** The entries. */
export const ENTRIES_FROM = TABLES_AT + 512;

// An entry: a literal of up to 24 bytes, a mask of the same length, the length, and what depends on what it is of.
export const LITERAL_BYTES = 24;
export const ENTRY_MASK = 24;
export const ENTRY_LENGTH = 48;
/** Of a member: its kind, whether it must be there, its column from the beginning of the rows (0: none). */
export const MEMBER_KIND = 52;
export const MEMBER_REQUIRED = 56;
export const MEMBER_COLUMN = 60;
/** Of a member: the flag that it sets (0: none). */
export const MEMBER_FLAG = 64;
/** Of a type its members, of a member the words that it may say: where they begin and end. */
export const ENTRY_FROM = 68;
export const ENTRY_TO = 72;
export const ENTRY_BYTES = 80;

// Kinds of members.
export const KIND_NONE = 0;
export const KIND_TEXT = 1;
export const KIND_ANY = 2;
export const KIND_RECORD = 3;
export const KIND_LIST = 4;
export const KIND_NUMBER = 5;
export const KIND_INTEGER = 6;
export const KIND_COUNT = 7;
export const KIND_POSITIVE = 8;
export const KIND_BOOLEAN = 9;
export const KIND_WORD = 10;

// Symbols: a head, the entries (where the bytes begin in the arena, and their length), the places to find them by (16
// bits of the hash above the id + 1), the arena.
/** Texts that are told apart until they are cleared: an id and one more are 16 bits. */
export const SYMBOLS = 65_535;
export const PLACE_BITS = 17;
export const PLACES = 1 << PLACE_BITS;
/** So many places are looked at for a text; when none of them is free, there is no room. */
export const PROBES = 256;
/** A longer text is not given a symbol: its line is left to the careful way. */
export const MAX_TEXT_BYTES = 8_192;
export const ARENA_BYTES = 4 * 1024 * 1024;
/** Of an entry's length: the bytes are not plain ASCII without escapes. */
export const CAREFUL = 1 << 30;

// What was found last, for the kernel alone: texts of up to 32 bytes (the bytes, the length, the id), and who wrote (where
// its bytes stand, their length, the id).
/** 32 bytes of ones, then of zeros. */
export const MASKS_AT = TABLES_TO + 64;
export const SHORT_BYTES = 32;
export const SHORT_AT = MASKS_AT + 2 * SHORT_BYTES;
export const SHORT_CELL_BYTES = 64;
export const SHORT_CELL_BITS = 11;
export const WHO_AT = SHORT_AT + (1 << SHORT_CELL_BITS) * SHORT_CELL_BYTES;
export const WHO_CELL_BYTES = 16;
export const WHO_CELL_BITS = 8;

export const SYMBOLS_COUNT_AT = WHO_AT + (1 << WHO_CELL_BITS) * WHO_CELL_BYTES;
export const SYMBOLS_USED_AT = SYMBOLS_COUNT_AT + 4;
export const SYMBOL_ENTRIES_AT = SYMBOLS_COUNT_AT + 64;
export const SYMBOL_PLACES_AT = SYMBOL_ENTRIES_AT + (SYMBOLS + 1) * 8;
export const ARENA_AT = SYMBOL_PLACES_AT + PLACES * 4;

/** Bytes that may be read behind the arena and behind a block. */
export const SLACK_BYTES = 64;
export const AREAS_AT = ARENA_AT + ARENA_BYTES + 4_096;

// An area begins with its rows: their count, then the columns.
/** Rows that one scan can fill. */
export const CAPACITY = 2_048;
/** The type of a line that was not recognised, and is left to the careful way. */
export const UNKNOWN = 255;
/** What stands in a text column where the line has no such field. */
export const ABSENT = -1;
/** Flags: the line has an error that is not null; the line says that it was verified. */
export const HAS_ERROR = 1;
export const VERIFIED = 2;

/** A column, with room for the widest type; not a power of two, which would put all of a row into one set of the cache. */
export const COLUMN_BYTES = CAPACITY * 8 + 192;
export const TYPES_COLUMN = 64;
export const FLAGS_COLUMN = TYPES_COLUMN + COLUMN_BYTES;
export const WHO_COLUMN = FLAGS_COLUMN + COLUMN_BYTES;
export const ENDS_COLUMN = WHO_COLUMN + COLUMN_BYTES;
export const SEQS_COLUMN = ENDS_COLUMN + COLUMN_BYTES;
export const TIMES_COLUMN = SEQS_COLUMN + COLUMN_BYTES;
/** Five columns of texts, then six of numbers. */
export const TEXT_COLUMNS_FROM = TIMES_COLUMN + COLUMN_BYTES;
const TEXT_COLUMNS_COUNT = 5;
export const NUMBER_COLUMNS_FROM = TEXT_COLUMNS_FROM + TEXT_COLUMNS_COUNT * COLUMN_BYTES;
const NUMBER_COLUMNS_COUNT = 6;
export const ROWS_BYTES = NUMBER_COLUMNS_FROM + NUMBER_COLUMNS_COUNT * COLUMN_BYTES;
