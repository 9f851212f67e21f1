// Where things lie in the memory of a pruner, and what they say. The kernel is compiled with these figures too, so that
// they are plain whole numbers, and their types are left to each of the two compilers.

/** Where the tree of needs lies. What the kernel itself needs lies before it. */
export const TREE_AT = 64 * 1024;
/** What the kernel may touch behind an area. */
export const SLACK_BYTES = 64;

// A node: flags, its head or its slot, the node of what it does not name (0: none), its limit, and chains of its keys.
export const NODE_FLAGS = 0;
export const NODE_HEAD_UNITS = 4;
/** Of a field, in the place of the head: its slot. */
export const NODE_SLOT = 4;
export const NODE_REST = 8;
export const NODE_LIMIT = 12;
/** The first keys, by their hash; 0: none. */
export const NODE_CHAINS = 16;
export const CHAINS = 64;
export const NODE_BYTES = NODE_CHAINS + CHAINS * 4;

// Flags of a node.
export const WHOLE = 1;
export const MEASURED = 2;
/** It names keys. */
export const NAMED = 4;
/** A member of the record that is not put out, if it is plain: its slot tells where it stands. */
export const FIELD = 8;
/** The size of a text as JSON is needed. */
export const JSON_SIZED = 16;

// What stands for a key: the next one of its chain, its node, its length, and its bytes.
export const KEY_NEXT = 0;
export const KEY_NODE = 4;
export const KEY_LENGTH = 8;
export const KEY_BYTES = 12;

// A slot: what the field is, where it stands, and the text that stood there on an earlier line.
export const SLOT_KIND = 0;
export const SLOT_FROM = 4;
export const SLOT_END = 8;
export const SLOT_KEPT_LENGTH = 12;
export const SLOT_KEPT = 16;
/** A longer text is not kept. */
export const KEPT_BYTES = 64;
export const SLOT_BYTES = SLOT_KEPT + KEPT_BYTES;
/** The length of a kept text that no text has. */
export const NOT_KEPT = -1;

// Kinds of a field.
export const ABSENT = 0;
export const NEW_TEXT = 1;
export const SAME_TEXT = 2;
export const IS_TRUE = 3;
export const IS_FALSE = 4;
export const IS_NULL = 5;
export const PUT_OUT = 6;
