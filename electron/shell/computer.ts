/** The settings of this computer: kept in a file, put in force here, told to the window with what came of them. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Session } from 'electron'
import {
  type Computer,
  type ComputerChange,
  type ComputerSettings,
  computerSettings,
  type UpdateState,
} from '#shared/computer.ts'
import type { LoginItem } from './login-item.ts'
import type { StopChord } from './stop-chord.ts'
import type { Updates } from './updates.ts'

export interface ComputerParts {
  readonly file: string
  readonly session: Pick<Session, 'setSpellCheckerEnabled' | 'setSpellCheckerLanguages'>
  readonly stopChord: StopChord
  readonly loginItem: LoginItem
  readonly updates: Updates
  readonly changed: (computer: Computer) => void
}

export interface ComputerKeeper {
  /** Puts everything in force. Once the application is ready. */
  start(): void
  change(change: ComputerChange): void
  /** Something that this file does not decide has changed. */
  updated(update: UpdateState): void
  readonly now: Computer
}

export function createComputer(parts: ComputerParts): ComputerKeeper {
  let settings = readComputer(parts.file)
  let stopChord: Computer['stopChord'] = 'off'
  let update: UpdateState = { kind: 'none' }

  const now = (): Computer => ({ settings, opensAtLogin: parts.loginItem.isOn(), stopChord, update })

  const force = () => {
    stopChord = parts.stopChord.set(settings.stopChord)
    parts.session.setSpellCheckerEnabled(settings.spellings.length > 0)
    if (settings.spellings.length > 0) parts.session.setSpellCheckerLanguages(settings.spellings)
    parts.updates.follow(settings.updateChannel)
  }

  return {
    start() {
      force()
      parts.changed(now())
    },
    change({ opensAtLogin, ...given }) {
      settings = { ...settings, ...given }
      writeComputer(parts.file, settings)
      if (opensAtLogin !== undefined) parts.loginItem.set(opensAtLogin)
      force()
      parts.changed(now())
    },
    updated(next) {
      update = next
      parts.changed(now())
    },
    get now() {
      return now()
    },
  }
}

function readComputer(file: string): ComputerSettings {
  try {
    return computerSettings.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return computerSettings.parse({})
  }
}

function writeComputer(file: string, settings: ComputerSettings): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(settings))
  renameSync(`${file}.new`, file)
}
