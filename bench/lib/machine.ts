/** The machine that figures come from, as far as it matters to them. */
import { execFileSync } from 'node:child_process'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import Database from 'better-sqlite3'
import { ROOT } from '../../scripts/processes.ts'

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  readonly sqlite: string
  /** Of the last minute, when the run began: what else was going on. */
  readonly load: number
  readonly commit: string
}

export function thisMachine(): Machine {
  const db = new Database(':memory:')
  const sqlite = db.prepare<[], string>('SELECT sqlite_version()').pluck().get()!
  db.close()
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().split('-', 1)}`,
    node: process.version,
    sqlite,
    load: Math.round(loadavg()[0]! * 10) / 10,
    commit: commit(),
  }
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim()
    return (
      git('rev-parse', '--short', 'HEAD') +
      (git('status', '--porcelain', '--', '.', ':!bench/results') && ' with changes')
    )
  } catch {
    return 'unknown'
  }
}
