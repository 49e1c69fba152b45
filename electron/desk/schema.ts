/** The mirror's tables. The mirror can always be had again from the server: another version is simply built afresh. */
import { TABLE_NAMES, type TableName } from '#shared/rows.ts'
import { VIEWS, type View } from '#shared/views.ts'

/** Raise it whenever a table below or what is derived into `inbox` changes. */
export const MIRROR_VERSION = 6

/** Tables that carry columns of their own; all others are id, seq and the row as JSON. */
const WIDE = `
CREATE TABLE conversations (
  rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL, contact_id TEXT, row TEXT
) STRICT;
CREATE INDEX conversations_by_contact ON conversations (contact_id);

CREATE TABLE messages (
  rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL, conversation_id TEXT, created_at INTEGER,
  direction TEXT, state TEXT, body TEXT NOT NULL, row TEXT
) STRICT;
CREATE INDEX messages_by_thread ON messages (conversation_id, created_at);
CREATE INDEX messages_unsettled ON messages (conversation_id)
  WHERE direction = 'out' AND state IN ('queued', 'claimed', 'failed', 'unknown');

CREATE TABLE drafts (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, conversation_id TEXT, state TEXT, row TEXT
) STRICT;
CREATE INDEX drafts_pending ON drafts (conversation_id) WHERE state = 'pending';

CREATE TABLE decisions (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, inbound_message_id TEXT, row TEXT
) STRICT;
CREATE INDEX decisions_by_inbound ON decisions (inbound_message_id);
`

const WIDE_TABLES: readonly TableName[] = ['conversations', 'messages', 'drafts', 'decisions']
export const PLAIN_TABLES = TABLE_NAMES.filter((table) => !WIDE_TABLES.includes(table))

/** Where a view's bit stands in `inbox.views`. */
export const viewBit = (view: View): number => 1 << VIEWS.indexOf(view)

/** The order of a view: who needs somebody waits longest first, everything else is newest first. */
export const viewOrder = (view: View): string =>
  view === 'needs_you' ? 'i.urgent DESC, i.waiting, i.conversation_id' : 'i.at DESC, i.conversation_id'

const viewIndexes = VIEWS.map(
  (view) =>
    `CREATE INDEX inbox_${view} ON inbox (${viewOrder(view).replaceAll('i.', '')}) WHERE views & ${viewBit(view)};`,
)

export const MIRROR_SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
${PLAIN_TABLES.map(
  (table) => `CREATE TABLE ${table} (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, row TEXT) STRICT;`,
).join('\n')}
${WIDE}
CREATE INDEX bookings_by_end ON bookings (row ->> 'endsAt');
CREATE INDEX typed_by_conversation ON typed (row ->> 'conversationId');
CREATE INDEX bookings_by_contact ON bookings (row ->> 'contactId');

-- One row a conversation, made as pages apply: what the list shows, and what it is sorted and filtered by.
CREATE TABLE inbox (
  conversation_id TEXT PRIMARY KEY, agent_id TEXT NOT NULL, urgent INTEGER NOT NULL, waiting INTEGER NOT NULL,
  at INTEGER NOT NULL, views INTEGER NOT NULL, derived TEXT NOT NULL
) STRICT;
${viewIndexes.join('\n')}
CREATE TABLE counts (agent_id TEXT NOT NULL, view TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (agent_id, view)) STRICT;
-- Filled in pieces after a load, by rowid, which follows time.
CREATE VIRTUAL TABLE search_messages USING fts5 (
  body, content = 'messages', content_rowid = 'rid', prefix = '1 2 3 4 5 6', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE search_customers USING fts5 (
  name, digits, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);
`
