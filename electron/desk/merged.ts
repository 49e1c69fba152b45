/** Which conversations are one thread: kept beside the mirror's rows, few as they are, with the root of each. */
import type Database from 'better-sqlite3'

export const MERGED_SCHEMA = `
CREATE TABLE merged (id TEXT PRIMARY KEY, into_id TEXT NOT NULL, root TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX merged_by_root ON merged (root);
CREATE INDEX merged_by_into ON merged (into_id);
`

/** In SQL: the root of the conversation that `id` names. */
export const rootIn = (id: string): string => `coalesce((SELECT root FROM merged WHERE id = ${id}), ${id})`

export function prepareMerged(db: Database.Database) {
  const root = db.prepare<[string], string>('SELECT root FROM merged WHERE id = ?').pluck()
  const under = db.prepare<[string], string>('SELECT id FROM merged WHERE root = ?').pluck()
  const any = db.prepare<[], number>('SELECT 1 FROM merged LIMIT 1').pluck()
  return {
    any: (): boolean => any.get() !== undefined,
    /** The conversation that stands for it; most stand for themselves. */
    rootOf: (id: string): string => root.get(id) ?? id,
    /** What is merged into a root, at whatever depth. */
    under: (id: string): string[] => under.all(id),
  }
}

/** @returns a function to be told of every conversation that lands, with what it is merged into. */
export function prepareMergedWriter(db: Database.Database): (id: string, into: string | null) => void {
  const known = db.prepare<[string], string>('SELECT into_id FROM merged WHERE id = ?').pluck()
  const put = db.prepare('INSERT OR REPLACE INTO merged (id, into_id, root) VALUES (?, ?, ?)')
  const drop = db.prepare('DELETE FROM merged WHERE id = ?')
  const children = db.prepare<[string], string>('SELECT id FROM merged WHERE into_id = ?').pluck()
  const setRoot = db.prepare('UPDATE merged SET root = ? WHERE id = ?')

  const topOf = (id: string): string => {
    const passed = new Set([id])
    for (let at = id; ; ) {
      const up = known.get(at)
      if (up === undefined || passed.has(up)) return at
      passed.add(up)
      at = up
    }
  }
  const reroot = (id: string, root: string, passed: Set<string>): void => {
    for (const child of children.all(id)) {
      if (passed.has(child)) continue
      passed.add(child)
      setRoot.run(root, child)
      reroot(child, root, passed)
    }
  }

  return (id, into) => {
    if ((known.get(id) ?? null) === into) return
    if (into === null) drop.run(id)
    else put.run(id, into, into)
    const root = topOf(id)
    if (into !== null) setRoot.run(root, id)
    reroot(id, root, new Set([id]))
  }
}
