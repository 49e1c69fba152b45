/** Words typed and not sent, in the queue's file: durable before they are acknowledged, and told until they are heard. */
import type Database from 'better-sqlite3'
import { typedKeyOf } from '#shared/ids.ts'
import type { TypedText } from '#shared/rows.ts'

export interface TypedStore {
  of(conversationId: string): readonly TypedText[]
  get(key: string): (TypedText & { readonly kept: boolean }) | null
  /** Not told yet. */
  put(typed: TypedText): void
  /** What the server has not heard, the longest waiting first. */
  untold(limit: number): readonly TypedText[]
  /** The server has answered, as far as these are still what stands there; `kept`: it has taken them. */
  told(texts: readonly TypedText[], kept: readonly boolean[]): void
  /** The mirror has it. */
  drop(key: string): void
}

export const TYPED_SCHEMA = `
CREATE TABLE typed (
  key TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, place TEXT NOT NULL, draft_id TEXT, text TEXT NOT NULL,
  at INTEGER NOT NULL, told TEXT
) STRICT;
CREATE INDEX typed_by_conversation ON typed (conversation_id);
CREATE INDEX typed_untold ON typed (at) WHERE told IS NULL;
`

interface Stored {
  readonly conversation_id: string
  readonly place: TypedText['place']
  readonly draft_id: string | null
  readonly text: string
  readonly at: number
  readonly told: 'kept' | 'late' | null
}

const typedOf = ({ conversation_id, place, draft_id, text, at }: Stored): TypedText => ({
  conversationId: conversation_id,
  place,
  draftId: draft_id,
  text,
  at,
})

export function prepareTyped(db: Database.Database): TypedStore {
  const of = db.prepare<[string], Stored>('SELECT * FROM typed WHERE conversation_id = ?')
  const get = db.prepare<[string], Stored>('SELECT * FROM typed WHERE key = ?')
  const put = db.prepare(
    `INSERT OR REPLACE INTO typed (key, conversation_id, place, draft_id, text, at, told) VALUES (?, ?, ?, ?, ?, ?, NULL)`,
  )
  const untold = db.prepare<[number], Stored>('SELECT * FROM typed WHERE told IS NULL ORDER BY at LIMIT ?')
  const told = db.prepare('UPDATE typed SET told = ? WHERE key = ? AND at = ?')
  const drop = db.prepare('DELETE FROM typed WHERE key = ?')
  return {
    of: (conversationId) => of.all(conversationId).map(typedOf),
    get(key) {
      const stored = get.get(key)
      return stored === undefined ? null : { ...typedOf(stored), kept: stored.told === 'kept' }
    },
    put(typed) {
      const { conversationId, place, draftId, text, at } = typed
      put.run(typedKeyOf(typed), conversationId, place, draftId, text, at)
    },
    untold: (limit) => untold.all(limit).map(typedOf),
    told: db.transaction((texts: readonly TypedText[], kept: readonly boolean[]) => {
      for (const [i, typed] of texts.entries()) told.run(kept[i] ? 'kept' : 'late', typedKeyOf(typed), typed.at)
    }),
    drop: (key) => void drop.run(key),
  }
}
