/**
 * The kinds of updates we ask for, said with every call: omitting them would keep what was asked for last. Nothing else
 * is asked for: what somebody edits, or reacts with, we need not know.
 */
export const allowedUpdates = ['message', 'callback_query', 'my_chat_member'] as const;
