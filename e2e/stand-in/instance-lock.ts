/** One instance a data folder. Taken synchronously, as Electron's is: a file with the holder's process id. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, watch, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface InstanceLock {
  release(): void
}

type Second = (argv: string[], cwd: string) => void

/** Null where another process holds it; that one is told with which arguments somebody came. */
export function takeInstanceLock(folder: string, second: Second): InstanceLock | null {
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, 'instance-lock')
  const visits = join(folder, 'instance-visits')
  mkdirSync(visits, { recursive: true })
  if (!create(lock)) {
    if (isAlive(Number(readFileSync(lock, 'utf8')))) {
      writeFileSync(join(visits, `${process.pid}.json`), JSON.stringify({ argv: process.argv, cwd: process.cwd() }))
      return null
    }
    rmSync(lock)
    if (!create(lock)) return null
  }
  const watcher = watch(visits, (_kind, name) => {
    const visit = name && readVisit(join(visits, name))
    if (visit) second(visit.argv, visit.cwd)
  })
  return {
    release() {
      watcher.close()
      rmSync(lock, { force: true })
    },
  }
}

function create(lock: string): boolean {
  try {
    const file = openSync(lock, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch {
    return false
  }
}

function readVisit(path: string): { argv: string[]; cwd: string } | null {
  try {
    const visit = JSON.parse(readFileSync(path, 'utf8')) as { argv: string[]; cwd: string }
    rmSync(path)
    return visit
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
