/** The least that filling a mirror takes: another one's rows into tables without indexes, then those, then the full text. */
import Database from 'better-sqlite3'

interface Thing {
  readonly type: string
  readonly name: string
  readonly sql: string
}

/** One transaction, durable when it returns. @param from a finished mirror */
export function bulkLoad(from: string, to: string): void {
  const db = new Database(to)
  db.pragma('journal_mode = WAL')
  db.pragma('cache_size = -32000')
  db.prepare('ATTACH ? AS other').run(from)
  const things = db
    .prepare<[], Thing>(
      `SELECT type, name, sql FROM other.sqlite_schema
       WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_%\\_%' ESCAPE '\\'`,
    )
    .all()
  const isSearch = ({ name }: Thing) => name.startsWith('search_')
  db.transaction(() => {
    for (const thing of things.filter(({ type }) => type === 'table')) {
      db.exec(thing.sql)
      if (!isSearch(thing)) db.exec(`INSERT INTO main.${thing.name} SELECT * FROM other.${thing.name}`)
    }
    for (const { sql } of things.filter(({ type }) => type === 'index')) db.exec(sql)
    // As the mirror sets it: what is gathered before it is written, and how large a page of it is.
    for (const [option, value] of [
      ['hashsize', 16_777_216],
      ['pgsz', 16_000],
    ])
      db.exec(`INSERT INTO search_messages (search_messages, rank) VALUES ('${option}', ${value})`)
    db.exec(`INSERT INTO search_messages (rowid, body) SELECT rid, body FROM messages ORDER BY rid`)
    db.exec(`INSERT INTO search_customers (rowid, name, digits) SELECT rowid, name, digits FROM other.search_customers`)
  })()
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}
